import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import { dayOf } from '../../../../plugins/imports/read/day.js';
import { figureOf } from '../../../../plugins/imports/read/figure.js';
import { lineOf, type Raw, rangeOf } from '../../../../plugins/imports/read/line.js';

export const lab = Lab.script();
const { describe, it } = lab;

const DAY = 86_400_000;
const TODAY = '2026-11-21';

describe('a cell', () => {
  it('is a UTC day, also as the instant at which one begins, in any zone', () => {
    const zones = fc.integer({ min: -14 * 4, max: 14 * 4 });
    fc.assert(
      fc.property(fc.integer({ min: 14_000, max: 21_000 }), zones, (number, quarters) => {
        const day = new Date(number * DAY).toISOString().slice(0, 10);
        const local = new Date(number * DAY + quarters * 900_000).toISOString().slice(0, 19);
        const minutes = Math.abs(quarters) * 15;
        const two = (count: number) => String(count).padStart(2, '0');
        const zone = `${quarters < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
        expect(dayOf(`${local}${zone}`)).to.equal({ read: day });
        expect(dayOf(`${day} 00:00:00`)).to.equal({ read: day });
        expect(dayOf(` ${day} `)).to.equal({ read: day });
      }),
    );
  });

  it('is no day where it may be two, or is in the middle of one', () => {
    const wrong: [text: string, why: RegExp][] = [
      ['01/09/2026', /day 1 of month 9 or the other way round/],
      ['9/1/26', /the other way round/],
      ['13/09/2026', /write days as YYYY-MM-DD/],
      ['01.09.2026', /the other way round/],
      ['2026-02-30', /is no day/],
      ['2026-9-1', /write days as YYYY-MM-DD/],
      ['2026-09-01 12:00:00+00:00', /12:00 UTC of 2026-09-01, not the beginning/],
      ['2026-09-01T00:00:00+02:00', /22:00 UTC of 2026-08-31/],
      ['2026-09-01T00:00:00.001Z', /not the beginning/],
      ['2026-09-01T25:00:00Z', /is no time/],
      ['46266', /is no day/],
      ['', /is no day/],
    ];
    for (const [text, why] of wrong) expect(dayOf(text).wrong, text).to.match(why);
  });

  it('is a whole number, nothing where none is known, and never a guess', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), (count) => {
        expect(figureOf(String(count))).to.equal(count);
        expect(figureOf(`${count}.0`)).to.equal(count);
      }),
    );
    for (const nothing of ['', ' ', 'NaN', 'nan', 'NULL', 'None', 'n/a'])
      expect(figureOf(nothing)).to.be.null();
    for (const thousands of ['1,234', '1.234', "1'234", '1 234', '1.000', '1,000,000'])
      expect(figureOf(thousands), thousands).to.match(/separators of thousands/);
    for (const wrong of ['-1', '1.5', '1e3', '0x10', '9999999999', '١', 'Infinity', '1,2'])
      expect(figureOf(wrong), wrong).to.match(/is no count/);
  });
});

describe('a line', () => {
  const raw: Raw = {
    owner: 'acme',
    name: 'rocket',
    day: '2026-09-01',
    views: '0',
    visitors: '0',
    clones: '',
    cloners: '',
  };

  it('keeps a zero a zero and a blank a blank', () => {
    expect(lineOf(raw, TODAY)).to.equal({
      ...{ owner: 'acme', name: 'rocket', day: '2026-09-01' },
      views: { count: 0, uniques: 0, state: 'unsaid' },
      clones: { count: null, uniques: null, state: 'before' },
    });
  });

  it('says what is wrong with it', () => {
    const wrong: [given: Partial<Raw>, why: RegExp][] = [
      [{ visitors: '' }, /views without visitors/],
      [{ views: '', visitors: '1' }, /visitors without views/],
      [{ clones: '1', cloners: '2' }, /more cloners \(2\) than clones \(1\)/],
      [{ viewsState: 'lost' }, /VIEWSTATE says lost beside a count of 0/],
      [{ views: '3', viewsState: 'zero' }, /VIEWSTATE says zero beside a count of 3/],
      [{ clonesState: 'measured' }, /CLONESTATE says measured where there is no count/],
      [{ viewsState: 'fine' }, /"fine" is no state/],
      [{ viewsState: 'zero', day: '2026-11-20' }, /too young to be known as zero/],
      [{ per: 'week' }, /per "week", not per day/],
      [{ day: '2026-11-22' }, /has not come yet/],
      [{ day: '1999-01-01' }, /before GitHub began/],
      [{ owner: '' }, /belongs to no repository/],
      [{ owner: '../etc' }, /is no repository's name/],
    ];
    for (const [given, why] of wrong) expect(lineOf({ ...raw, ...given }, TODAY), String(why)).to.match(why);
  });

  it('of coverage says what is wrong with it', () => {
    const range = {
      owner: 'acme',
      name: 'rocket',
      metric: 'views',
      state: 'zero',
      from: '2026-09-01',
      to: '2026-09-03',
    };
    expect(rangeOf(range, TODAY)).to.equal({ ...range, metric: 'views', state: 'zero' });
    const wrong: [given: Partial<typeof range>, why: RegExp][] = [
      [{ metric: 'stars' }, /is no metric/],
      [{ state: 'gone' }, /is no state/],
      [{ to: '2026-08-01' }, /ends \(2026-08-01\) before it begins/],
      [{ to: '2026-11-20' }, /too young/],
      [{ to: '2027-01-01' }, /has not come yet/],
      [{ from: 'x' }, /is no day/],
      [{ name: '' }, /belongs to no repository/],
    ];
    for (const [given, why] of wrong)
      expect(rangeOf({ ...range, ...given }, TODAY), String(why)).to.match(why);
  });
});
