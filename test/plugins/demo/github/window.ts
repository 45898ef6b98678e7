import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import { DAY, dayOf, mondayOf } from '../../../../plugins/demo/github/day.js';
import { type Pair, windowOf } from '../../../../plugins/demo/github/window.js';

export const lab = Lab.script();
const { describe, it } = lab;

/** Sixty days from 2026-01-01 on, each with some traffic or none. */
const history = fc
  .array(fc.tuple(fc.nat(500), fc.nat(500)), { minLength: 60, maxLength: 60 })
  .map((pairs) => {
    const days = pairs.map(([count, uniques], index): [string, Pair] => {
      const bounded = Math.min(count, Math.max(count > 0 ? 1 : 0, uniques));
      return [dayOf(Date.parse('2026-01-01') + index * DAY), [count, bounded]];
    });
    return new Map(days.filter(([, [count]]) => count > 0));
  });
const instant = fc.integer({ min: Date.parse('2026-01-20'), max: Date.parse('2026-02-25') });
const lag = fc.integer({ min: 0, max: 48 });
const total = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0);

describe("the stand-in's window", () => {
  it('shows fourteen whole days at most, the oldest cut and the newest growing', () => {
    fc.assert(
      fc.property(history, instant, lag, (days, now, hours) => {
        const { rows, count } = windowOf({ days }, now, hours, 'day');
        expect(rows.length).to.be.at.most(15);
        expect(count).to.equal(total(rows.map((row) => row.count)));
        for (const row of rows) {
          const start = Date.parse(row.timestamp);
          const [whole, people] = days.get(dayOf(start))!;
          const inside = start >= now - 14 * DAY && start + DAY <= now - hours * 3_600_000;
          if (inside) expect([row.count, row.uniques]).to.equal([whole, people]);
          expect(row.count).to.be.between(0, whole + 1);
          expect(row.uniques).to.be.between(0, row.count + 1);
          expect(start).to.be.above(now - 15 * DAY);
          expect(start).to.be.below(now - hours * 3_600_000);
        }
      }),
    );
  });

  it('cuts the oldest day in proportion to the time of day', () => {
    const days = new Map<string, Pair>([['2026-01-01', [100, 40]]]);
    const at = (time: string) => windowOf({ days }, Date.parse(`2026-01-15T${time}Z`), 24, 'day').rows;
    expect(at('00:00:00')).to.equal([{ timestamp: '2026-01-01T00:00:00Z', count: 100, uniques: 40 }]);
    expect(at('06:00:00')).to.equal([{ timestamp: '2026-01-01T00:00:00Z', count: 75, uniques: 30 }]);
    expect(at('23:59:59')).to.equal([]);
  });

  it('gives weeks from Monday on with uniques between the greatest day and the sum', () => {
    fc.assert(
      fc.property(history, instant, lag, (days, now, hours) => {
        const daily = windowOf({ days }, now, hours, 'day');
        const weekly = windowOf({ days }, now, hours, 'week');
        expect([weekly.count, weekly.uniques]).to.equal([daily.count, daily.uniques]);
        expect(weekly.uniques).to.be.at.most(total(weekly.rows.map((row) => row.uniques)));
        for (const week of weekly.rows) {
          const monday = week.timestamp.slice(0, 10);
          expect(mondayOf(monday)).to.equal(monday);
          const its = daily.rows.filter((row) => mondayOf(row.timestamp.slice(0, 10)) === monday);
          expect(week.count).to.equal(total(its.map((row) => row.count)));
          expect(week.uniques).to.be.at.least(Math.max(...its.map((row) => row.uniques)));
          expect(week.uniques).to.be.at.most(total(its.map((row) => row.uniques)));
        }
      }),
    );
  });

  it('takes the uniques of a whole week where they are given', () => {
    const days = new Map<string, Pair>([
      ['2026-01-05', [10, 6]],
      ['2026-01-06', [10, 6]],
    ]);
    const series = { days, weeks: new Map([['2026-01-05', 7]]) };
    const { rows } = windowOf(series, Date.parse('2026-01-14T12:00:00Z'), 24, 'week');
    expect(rows).to.equal([{ timestamp: '2026-01-05T00:00:00Z', count: 20, uniques: 7 }]);
  });
});
