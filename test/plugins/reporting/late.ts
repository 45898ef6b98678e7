import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { lateness } from '../../../plugins/reporting/late.js';
import type { Coverage, Point, Traffic } from '../../../plugins/traffic/api.js';
import { type Flags, NOON } from '../../support/app.js';
import { browser } from '../../support/browser.js';
import { person } from '../../support/people.js';
import { everyDay, house } from '../collection/house.js';

export const lab = Lab.script();
const { describe, it } = lab;

const DAY = 86_400_000;
const dayOf = (offset: number): string => new Date(NOON.getTime() + offset * DAY).toISOString().slice(0, 10);
const NOTICE = 'GitHub’s own figures are';

describe('GitHub being late', () => {
  it('is told while its figures stand still, and no longer once they are filled in; no day becomes zero', async (flags: Flags) => {
    const { beta, event, github, rows, server, setNow, tenant, track } = await house(flags);
    const truth = everyDay(1);
    const { id } = await track(tenant, 'rocket', { days: truth });
    await person(server, 'Carl', [beta.id, 'tenant']);
    // Somebody who signs in for it: a session does not last that long.
    const said = async (name: string, url = '/overview') => {
      const { payload } = await browser(server, (await person(server, name)).cookie).get(url);
      expect(payload).to.contain(`${name}</`);
      return /GitHub’s own figures are[^<]*/.exec(payload)?.[0]?.trim() ?? null;
    };
    expect(await said('Alice')).to.be.null();

    const told: (string | null)[] = [];
    // Two days as always, then five on which GitHub gives nothing newer, then all at once.
    for (const [offset, lagHours] of [24, 24, 48, 72, 96, 120, 144, 24].entries()) {
      setNow(new Date(NOON.getTime() + offset * DAY));
      github.world.lagHours = lagHours;
      expect((await event()).result).to.include({ failed: 0, done: true });
      told.push(await said('Alice'));
      const invented = await rows(`SELECT "day" FROM "days" WHERE "views" = 0 OR "clones" = 0`);
      expect(invented).to.be.empty();
      const period = { from: dayOf(0), to: dayOf(offset) };
      const points = (await server.plugins.traffic.series([id], period, 'day', dayOf(offset))).get(id)!;
      expect(points.filter(({ views, clones }) => views === 0 || clones === 0)).to.be.empty();
    }
    const sentence = (days: number) =>
      `${NOTICE} ${days} days late: the newest day it gives is 21 November 2026. Nothing is lost; it fills in when GitHub catches up.`;
    expect(told).to.equal([null, null, null, ...[2, 3, 4, 5].map(sentence), null]);
    const filled = await rows<{ views: number; clones: number }>(
      `SELECT "views", "clones" FROM "days" WHERE "day" BETWEEN '${dayOf(0)}' AND '${dayOf(5)}' ORDER BY "day"`,
    );
    const given = [0, 1, 2, 3, 4, 5].map((offset) => truth[dayOf(offset)]!);
    expect(filled).to.equal(given.map(({ views = 0, clones = 0 }) => ({ views, clones })));

    github.world.lagHours = 120;
    setNow(new Date(NOON.getTime() + 11 * DAY));
    await event();
    expect(await said('Bob', '/repos/stats')).to.contain('4 days late');
    expect(await Promise.all([said('Charlie', '/user/profile'), said('Carl')])).to.equal([null, null]);
    // Two days on nobody has asked: whose delay it is, is not known.
    setNow(new Date(NOON.getTime() + 13 * DAY));
    expect(await said('Alice')).to.be.null();
  });

  it('is told by all of a tenant’s repositories, not by one that nobody visits, and so to nobody who sees only one', async (flags: Flags) => {
    const { event, github, server, setNow, tenant, track } = await house(flags);
    await track(tenant, 'rocket');
    const until = dayOf(-6);
    const quiet = Object.fromEntries(Object.entries(everyDay(2)).filter(([day]) => day <= until));
    const { id } = await track(tenant, 'quiet', { days: quiet });
    await person(server, 'Dora', [tenant.id, 'repository-viewer', id]);
    const seen = async (name: string) => {
      const { cookie } = await person(server, name);
      return (await browser(server, cookie).get('/overview')).payload.includes(NOTICE);
    };
    const both = async () => [await seen('Bob'), await seen('Dora')];
    await event();
    expect(await both()).to.equal([false, false]);
    github.world.lagHours = 72;
    setNow(new Date(NOON.getTime() + 2 * DAY));
    await event();
    expect(await both()).to.equal([true, false]);
  });

  /** A repository with these views on the days up to the newest one, asked on 21 November 2026. */
  function history(newest: string, views: (number | null)[]): Traffic {
    const coverage = { askedDay: '2026-11-21', upTo: newest } as Coverage;
    const points = views.map((count) => ({ views: count, clones: count }) as Point);
    return { coverage: async () => new Map([[1, coverage]]), sum: async () => points } as unknown as Traffic;
  }

  it('is not guessed from weekends, quiet repositories, or a history of a few days', async () => {
    const busy = Array.from({ length: 28 }, () => 5);
    const week = Array.from({ length: 28 }, (_, at) => (at % 7 < 5 ? 5 : 0));
    const late = async (newest: string, views: (number | null)[]) =>
      (await lateness(history(newest, views), [1], '2026-11-21'))?.days ?? null;
    expect(await late('2026-11-19', busy)).to.be.null();
    expect(await late('2026-11-18', busy)).to.equal(2);
    expect(await late('2026-11-17', week)).to.be.null();
    expect(await late('2026-11-16', week)).to.equal(4);
    expect(await late('2026-11-10', [5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5])).to.be.null();
    expect(await late('2026-11-18', [null, null, ...busy.slice(0, 6)])).to.be.null();
    expect(await late('2026-11-18', [null, null, ...busy.slice(0, 7)])).to.equal(2);
  });
});
