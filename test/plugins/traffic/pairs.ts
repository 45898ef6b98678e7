import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import { addDays } from '../../../plugins/traffic/calendar.js';
import type { Flags } from '../../support/app.js';
import { answer, harvest, history } from '../../support/history.js';

export const lab = Lab.script();
const { describe, it } = lab;

const CERTAIN = /measured|zero/;

describe('two periods side by side', () => {
  it('have only the days that are known in both, each with its counterpart', async (flags: Flags) => {
    const app = await history(flags);
    const round = fc.record({
      later: fc.nat(50),
      newest: fc.nat(5),
      views: fc.array(fc.tuple(fc.nat(13), fc.nat(9)), { maxLength: 9 }),
      clones: fc.boolean(),
    });
    const periods = fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 5 }));
    await fc.assert(
      fc.asyncProperty(fc.array(round, { maxLength: 6 }), periods, async (rounds, [start, length, weeks]) => {
        const id = await app.repository();
        for (const { later, newest, views, clones } of rounds) {
          const asked = addDays('2025-12-10', later);
          const rows = answer(
            ...views.map(([age, count]): [string, number, number] => [addDays(asked, -age), count, count]),
          );
          const days = { views: rows, ...(clones && { clones: rows }) };
          await app.merge({ ...harvest(id, asked), days, runNewest: addDays(asked, -newest) });
        }
        const from = addDays('2025-12-10', start);
        const now = { from, to: addDays(from, length - 1) };
        const before = { from: addDays(from, -7 * weeks), to: addDays(now.to, -7 * weeks) };
        const read = async (period: typeof now) =>
          (await app.traffic.series([id], period, 'day', '2026-03-01')).get(id)!;
        const [late, early] = [await read(now), await read(before)];
        const pairs = (await app.traffic.compare([id], now, before)).get(id)!;
        for (const metric of ['views', 'clones'] as const) {
          const known = late.map(
            (one, at) => CERTAIN.test(one[`${metric}State`]) && CERTAIN.test(early[at]![`${metric}State`]),
          );
          const add = (points: typeof late) =>
            points.reduce((sum, one, at) => sum + (known[at] ? (one[metric] ?? 0) : 0), 0);
          const days = known.filter(Boolean).length;
          expect(pairs[metric]).to.equal({ now: add(late), before: add(early), days });
        }
      }),
      { numRuns: 60 },
    );
    expect(
      await app.traffic.compare(
        [],
        { from: '2026-01-01', to: '2026-01-02' },
        { from: '2025-12-25', to: '2025-12-26' },
      ),
    ).to.equal(new Map());
  });
});
