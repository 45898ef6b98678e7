import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import { isDay, isoWeek, lengthOf, weekdayOf } from '../../../plugins/reporting/days.js';
import {
  bucketsFor,
  compared,
  FIRST_DAY,
  type RangeQuery,
  rangeOf,
  stepped,
} from '../../../plugins/reporting/range.js';

export const lab = Lab.script();
const { describe, it } = lab;

const today = '2026-11-22';
const defaults = { preset: '28', today, extent: { from: '2020-03-01', to: '2026-11-21' } } as const;
const period = (query: RangeQuery) => rangeOf(query, defaults).period;

describe('range', () => {
  it('ends ready ranges today', () => {
    expect(period({})).to.equal({ from: '2026-10-26', to: today });
    expect(period({ range: '7' })).to.equal({ from: '2026-11-16', to: today });
    expect(period({ range: 'month' })).to.equal({ from: '2026-11-01', to: today });
    expect(period({ range: 'quarter' })).to.equal({ from: '2026-10-01', to: today });
    expect(period({ range: 'year' })).to.equal({ from: '2026-01-01', to: today });
    expect(period({ range: 'all' })).to.equal({ from: '2020-03-01', to: today });
  });

  it('takes two dates before a ready range, turns them round and cuts what is to come', () => {
    expect(period({ from: '2026-02-01', to: '2026-02-10', range: '7' })).to.equal({
      from: '2026-02-01',
      to: '2026-02-10',
    });
    expect(period({ from: '2027-05-05', to: '2026-02-01' })).to.equal({ from: '2026-02-01', to: today });
    expect(period({ from: '2026-02-30', to: 'soon' })).to.equal(period({}));
  });

  it('knows the ready range in two dates, so that it is marked', () => {
    expect(rangeOf({ from: '2026-11-01', to: today }, defaults).preset).to.equal('month');
    expect(rangeOf({ from: '2026-11-02', to: today }, defaults).preset).to.equal(null);
  });

  it('steps by the length, and by the calendar where it is a month, quarter or year', () => {
    const back = (query: RangeQuery) => stepped(period(query), -1, defaults);
    expect(back({})).to.equal({ from: '2026-09-28', to: '2026-10-25' });
    expect(back({ range: 'month' })).to.equal({ from: '2026-10-01', to: '2026-10-31' });
    expect(back({ from: '2026-03-01', to: '2026-03-31' })).to.equal({ from: '2026-02-01', to: '2026-02-28' });
    expect(back({ range: 'quarter' })).to.equal({ from: '2026-07-01', to: '2026-09-30' });
    expect(back({ range: 'year' })).to.equal({ from: '2025-01-01', to: '2025-12-31' });
    const forward = stepped({ from: '2026-10-01', to: '2026-10-31' }, 1, defaults);
    expect(forward).to.equal({ from: '2026-11-01', to: today });
    expect(stepped(period({}), 1, defaults)).to.equal(null);
    expect(stepped({ from: '2020-02-01', to: '2020-02-28' }, -1, defaults)).to.equal(null);
  });

  it('offers only sensible buckets and takes the nearest to what is asked', () => {
    expect(bucketsFor(7)).to.equal(['day']);
    expect(bucketsFor(90)).to.equal(['day', 'week', 'month']);
    expect(bucketsFor(3650)).to.equal(['month']);
    expect(rangeOf({ range: 'all', bucket: 'day' }, defaults).bucket).to.equal('month');
    expect(rangeOf({ range: '7', bucket: 'month' }, defaults).bucket).to.equal('day');
    expect(rangeOf({ bucket: 'fortnight' }, defaults).bucket).to.equal('day');
  });

  it('compares periods of equal length whose weekdays meet', () => {
    const some = fc.record({
      from: fc.integer({ min: 0, max: 3000 }),
      days: fc.integer({ min: 0, max: 363 }),
    });
    fc.assert(
      fc.property(some, fc.constantFrom('previous' as const, 'year' as const), ({ from, days }, compare) => {
        const day = (n: number) => new Date(Date.UTC(2015, 0, 1 + n)).toISOString().slice(0, 10);
        const now = { from: day(from), to: day(from + days) };
        const before = compared(now, now, compare)!;
        expect(lengthOf(before)).to.equal(lengthOf(now));
        expect(weekdayOf(before.from)).to.equal(weekdayOf(now.from));
        expect(before.to < now.from).to.be.true();
      }),
    );
  });

  it('makes a sensible range of any text', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('2026-11-22', '2008-01-01', '0000-00-00', '9999-12-31', '-1', '1e3', 'all'),
    );
    fc.assert(
      fc.property(fc.record({ from: text, to: text, range: text, bucket: text, compare: text }), (query) => {
        const range = rangeOf(query, defaults);
        const { from, to } = range.period;
        expect(isDay(from) && isDay(to)).to.be.true();
        expect(FIRST_DAY <= from && from <= to && to <= today).to.be.true();
        expect(range.buckets).to.include(range.bucket);
        expect(range.comparisons).to.include(range.compare);
        for (const way of [-1, 1] as const) {
          const next = stepped(range.period, way, defaults);
          if (next) expect(next.from <= next.to && next.to <= today).to.be.true();
        }
      }),
      { numRuns: 500 },
    );
  });

  it('gives a week to the year of its Thursday', () => {
    expect(isoWeek('2024-12-30')).to.equal('2025-W01');
    expect(isoWeek('2027-01-03')).to.equal('2026-W53');
    expect(isoWeek('2026-11-22')).to.equal('2026-W47');
  });
});
