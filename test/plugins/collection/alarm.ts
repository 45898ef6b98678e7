import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import type { Role } from '../../../plugins/auth/api.js';
import { type Assessment, assess, isAlarming } from '../../../plugins/collection/assessment.js';
import type { Flags } from '../../support/app.js';
import { browser } from '../../support/browser.js';
import { person } from '../../support/people.js';
import { house } from './house.js';

export const lab = Lab.script();
const { describe, it } = lab;

const HOUR = 3_600_000;
const NOW = new Date('2026-11-21T12:00:00Z');
const ago = (hours: number) => new Date(NOW.getTime() - hours * HOUR);

/** A tracked repository, collected so many hours ago (null: never) and failing with a class or not. */
const tracked = (hours: number | null, errorClass: string | null = null, added = 1000) => ({
  repository: { id: 1, tenantId: 1, addedAt: ago(added).toISOString() },
  tokenless: false,
  attempt:
    hours === null
      ? undefined
      : {
          ...{ last_success: ago(hours), rest_success: null, verified_at: null, next_try: null },
          ...{ last_try: ago(hours), error_class: errorClass },
        },
});
const state = (...all: ReturnType<typeof tracked>[]) => assess(all, NOW).state;

describe('how collecting stands', () => {
  it('is one of five states', () => {
    expect(state()).to.equal('idle');
    expect(state(tracked(1), tracked(25))).to.equal('well');
    expect(state(tracked(null, null, 1), tracked(1))).to.equal('well');
    expect(state(tracked(1), tracked(1, 'gone'))).to.equal('failing');
    expect(state(tracked(1), { ...tracked(1), tokenless: true })).to.equal('failing');
    expect(state(tracked(1), tracked(27))).to.equal('late');
    expect(state(tracked(1), tracked(null))).to.equal('late');
    expect(state(tracked(49), tracked(60))).to.equal('stopped');
    expect(state(tracked(null))).to.equal('stopped');
  });

  it('takes a success in the future for none', () => {
    expect(state(tracked(-24 * 30))).to.equal('stopped');
    expect(state(tracked(-24 * 30), tracked(1))).to.equal('late');
  });

  it('adds up, and never alarms where all was collected today', () => {
    const one = fc.tuple(
      fc.option(fc.integer({ min: -2000, max: 2000 })),
      fc.option(fc.constantFrom('auth', 'gone', 'upstream', 'ours')),
    );
    fc.assert(
      fc.property(fc.array(one), (all) => {
        const found: Assessment = assess(
          all.map(([hours, kind]) => tracked(hours, kind)),
          NOW,
        );
        const { collected, late, failing, waiting } = found.counts;
        expect(collected + late + failing + waiting).to.equal(all.length);
        const fresh = all.every(
          ([hours, kind]) => hours !== null && hours >= 0 && hours <= 26 && kind === null,
        );
        if (fresh) expect(isAlarming(found)).to.be.false();
        if (found.well) expect(isAlarming(found)).to.be.false();
      }),
    );
  });
});

const BANNER = /Nothing has been collected since 2026-11-21 12:00 UTC/;

describe('a cron that is dead', () => {
  /** What everybody sees, and what is told elsewhere. */
  async function open(flags: Flags) {
    const all = await house(flags);
    const { server, track, tenant } = all;
    await track(tenant, 'rocket');
    let people = 0;
    // Somebody new each time: while days pass, sessions end.
    const sees = async (role: Role, page: string) => {
      people += 1;
      const where = role === 'maintainer' ? 0 : tenant.id;
      const { cookie } = await person(server, `Somebody ${people}`, [where, role]);
      const { statusCode, payload } = await browser(server, cookie).get(page);
      expect(statusCode).to.equal(200);
      return BANNER.test(payload);
    };
    return {
      ...all,
      seen: async () => [
        await sees('tenant', '/overview'),
        await sees('maintainer', '/admin/collectStats'),
        await sees('viewer', '/overview'),
      ],
      ready: async () => JSON.parse((await server.inject('/health/ready')).payload),
      metrics: async () => {
        const local = { url: '/metrics', headers: { host: 'localhost' }, remoteAddress: '127.0.0.1' };
        return (await server.inject(local)).payload;
      },
      logged: async () => {
        await server.plugins.collection.watch();
        const kind = { kind: 'collection.stopped', page: 1, pageSize: 10 };
        return (await server.plugins.events.list(kind)).rows;
      },
    };
  }

  it('is told on the pages to those who can act, in the log once a day, to probes and in the figures', async (flags: Flags) => {
    const { event, seen, ready, metrics, logged, setNow, tenant, rows } = await open(flags);
    await event();
    expect(await seen()).to.equal([false, false, false]);
    expect(await logged()).to.be.empty();
    const well = await ready();
    expect(well).to.equal({
      status: 'ready',
      collection: {
        ...{ state: 'well', lastSuccess: '2026-11-21T12:00:00.000Z', lastRun: '2026-11-21T12:00:00.000Z' },
        nextLoss: '2026-12-04',
      },
    });
    setNow('2026-11-22T13:00:00Z');
    expect((await ready()).collection.state).to.equal('well');
    setNow('2026-11-22T15:00:00Z');
    expect((await ready()).collection.state).to.equal('late');
    expect(await seen()).to.equal([false, false, false]);
    expect(await logged()).to.be.empty();

    setNow('2026-11-24T12:00:00Z');
    expect(await seen()).to.equal([true, true, false]);
    const first = await logged();
    expect(first.map(({ level, message }) => [level, message])).to.equal([
      [
        'warning',
        'Nothing has been collected since 2026-11-21 12:00 UTC: no collection has begun for more than two days. Look at the cron whose event should begin it, or at COLLECT_AT. Without a collection GitHub deletes a day that is missing here on 2026-12-04.',
      ],
    ]);
    setNow('2026-11-24T13:00:00Z');
    expect(await logged()).to.have.length(1);
    expect(await ready()).to.include({ status: 'ready' });
    expect((await ready()).collection.state).to.equal('stopped');
    const page = await metrics();
    expect(page).to.contain('github_traffic_collection_state{state="stopped"} 1\n');
    expect(page).to.contain('github_traffic_repositories{state="late"} 1\n');
    expect(page).to.contain(`github_traffic_oldest_success_age_seconds ${73 * 3600}\n`);
    expect(page).to.contain(
      `github_traffic_next_loss_timestamp_seconds ${Date.parse('2026-12-04') / 1000}\n`,
    );
    expect(page).to.contain('github_traffic_runs_total{cause="event",result="done"} 1\n');
    expect(page).to.match(/github_traffic_github_requests_total\{account="\d+",class="2xx"\} 8\n/);
    expect(page).to.not.contain(tenant.githubLogin).and.not.contain('rocket').and.not.contain('acme');

    setNow('2026-11-25T12:00:00Z');
    // That a day has gone by is the database's to say.
    await rows("UPDATE leases SET expires_at = '2026-01-01 00:00:00' WHERE name = 'collection-alarm'");
    expect(await logged()).to.have.length(2);
    await event();
    expect(await seen()).to.equal([false, false, false]);
    expect((await ready()).collection.state).to.equal('well');
    expect(await logged()).to.have.length(2);
  });

  it('is told apart from collections that come and fail', async (flags: Flags) => {
    const { event, logged, setNow, github } = await open(flags);
    await event();
    github.script(/repos/, { status: 500, body: {} });
    for (const day of ['22', '23', '24']) {
      setNow(`2026-11-${day}T13:00:00Z`);
      await event();
    }
    const [told] = await logged();
    expect(told!.message).to.match(/collections come, but every repository fails/);
  });
});

describe('a clock that was wrong', () => {
  it('keeps nothing waiting once it is right: all is due, its lease is free, and until then it is told', async (flags: Flags) => {
    const { event, track, tenant, setNow, server, rows } = await house(flags);
    await track(tenant, 'rocket');
    setNow('2026-12-21T12:00:00Z');
    await event();
    // As if the process had been killed then.
    await rows("UPDATE leases SET holder = 'killed', expires_at = '2026-12-21 12:01:00.000 +00:00'");
    setNow('2026-11-21T12:00:00Z');
    const { collection } = server.plugins;
    expect((await collection.status()).newestSuccess).to.be.null();
    const answer = await event();
    expect(answer.statusCode).to.equal(200);
    expect(answer.result).to.include({ collected: 1, remaining: 0 });
    expect(await collection.status()).to.include({
      state: 'well',
      newestSuccess: '2026-11-21T12:00:00.000Z',
    });
  });

  it('leaves no account waiting for a limit that it wrote', async (flags: Flags) => {
    const { event, track, tenant, setNow, github } = await house(flags);
    await track(tenant, 'rocket');
    setNow('2026-12-21T12:00:00Z');
    const limit = { status: 429, body: {}, headers: { 'retry-after': '7200' } };
    const end = github.script(/.*/, limit);
    expect((await event()).result).to.include({ remaining: 1, nextTry: '2026-12-21T14:00:00.000Z' });
    end();
    setNow('2026-11-21T12:00:00Z');
    expect((await event()).result).to.include({ collected: 1, remaining: 0 });
  });
});
