import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { addDays } from '../../../plugins/traffic/calendar.js';
import type { Flags } from '../../support/app.js';
import { type House, house } from './house.js';

export const lab = Lab.script();
const { describe, it } = lab;

// Saturday; the windows begin on 8 November.
const TODAY = '2026-11-21';
const row = (day: string, count: number, uniques: number) => ({
  timestamp: `${day}T00:00:00Z`,
  count,
  uniques,
});
const views = (...rows: object[]) => ({ status: 200, body: { count: 90, uniques: 40, views: rows } });

async function log({ rows }: House): Promise<string[]> {
  const found = await rows<{ message: string }>(
    `SELECT "message" FROM "events" WHERE "kind" = 'collection.row' ORDER BY "id"`,
  );
  return found.map(({ message }) => message);
}

async function states({ server }: House, id: number, from: string, to = TODAY) {
  const points = (await server.plugins.traffic.series([id], { from, to }, 'day', TODAY)).get(id)!;
  return points.map((point) => [point.start.slice(8), point.views, point.viewsState]);
}

describe('a row of GitHub that cannot be true', () => {
  it('costs itself alone in an answer by week, and the system log names it', async (flags: Flags) => {
    const there = await house(flags);
    const { id } = await there.track(there.tenant, 'rocket');
    const weeks = views(row('2026-11-09', 70, 30), row('2026-11-16', 5, 9));
    there.github.script(/traffic\/views\?.*per=week/, weeks);
    expect((await there.event()).result).to.include({ collected: 1, failed: 0, done: true });
    const period = { from: '2026-11-09', to: '2026-11-15' };
    const [week] = (await there.server.plugins.traffic.series([id], period, 'week', TODAY)).get(id)!;
    expect(week).to.include({ visitors: 30, visitorsExact: true });
    const [message, ...others] = await log(there);
    expect(others).to.equal([]);
    expect(message)
      .to.contain('/rocket')
      .and.to.contain('weekly views of 2026-11-16: more people than visits');
  });

  it('leaves its day unknown, be it that a newer one proves the others to be zero', async (flags: Flags) => {
    const there = await house(flags);
    const { id } = await there.track(there.tenant, 'rocket');
    await there.track(there.tenant, 'second');
    const days = [row('2026-11-16', 5, 2), row('2026-11-17', 5, 9), row('2026-11-19', 4, 4)];
    there.github.script(/rocket\/traffic\/views\?.*per=day/, views(...days));
    expect((await there.event()).result).to.include({ collected: 2, failed: 0 });
    expect(await states(there, id, '2026-11-15', '2026-11-19')).to.equal([
      ['15', 0, 'zero'],
      ['16', 5, 'measured'],
      ['17', null, 'pending'],
      ['18', 0, 'zero'],
      ['19', 4, 'measured'],
    ]);
    expect((await log(there))[0]).to.contain('views of 2026-11-17: more people than visits');
  });

  it('about tomorrow is no figure, and the newest day stays the one that has been', async (flags: Flags) => {
    const there = await house(flags);
    const { id } = await there.track(there.tenant, 'rocket');
    const tomorrow = addDays(TODAY, 1);
    const days = [row('2026-11-13', 5, 2), row('2026-11-17', 6, 3), row(tomorrow, 9, 9)];
    there.github.script(/traffic\/views\?.*per=day/, views(...days));
    there.github.script(/traffic\/clones\?.*per=day/, {
      status: 200,
      body: { count: 0, uniques: 0, clones: [row(tomorrow, 2, 2)] },
    });
    expect((await there.event()).result).to.include({ collected: 1, failed: 0 });
    expect(await states(there, id, '2026-11-16', tomorrow)).to.equal([
      ['16', 0, 'zero'],
      ['17', 6, 'measured'],
      ...['18', '19', '20', '21', '22'].map((day) => [day, null, 'pending']),
    ]);
    const coverage = (await there.server.plugins.traffic.coverage([id], TODAY)).get(id)!;
    expect(coverage.upTo).to.equal('2026-11-17');
    expect((await log(there))[0])
      .to.contain('the day is still to come')
      .and.to.contain('and 1 more');
  });

  it('among referrers costs itself alone, and an answer that is mostly odd is not used at all', async (flags: Flags) => {
    const there = await house(flags);
    const { id } = await there.track(there.tenant, 'rocket');
    const { traffic } = there.server.plugins;
    there.github.script(/popular\/referrers/, {
      status: 200,
      body: [
        { referrer: 'a.example', count: 5, uniques: 6 },
        { referrer: 'b.example', count: 5, uniques: 3 },
      ],
    });
    there.github.script(/traffic\/clones\?.*per=day/, {
      status: 200,
      body: { count: 9, uniques: 1, clones: ['10', '11', '12'].map((day) => row(`2026-11-${day}`, 1, 2)) },
    });
    await there.event();
    expect((await traffic.snapshot(id, 'referrers', TODAY))!.places.map(({ name }) => name)).to.equal([
      'b.example',
    ]);
    expect((await log(there))[0]).to.contain('a.example');
    const clones = await there.rows('SELECT "day" FROM "days" WHERE "clones_row" = 1');
    expect(clones).to.equal([]);
    const [attempt] = await there.rows<{ advice: string }>('SELECT "advice" FROM "attempts"');
    expect(attempt!.advice).to.contain('more people than visits');
  });
});
