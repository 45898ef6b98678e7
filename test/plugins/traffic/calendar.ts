import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import {
  addDays,
  age,
  dayNumber,
  dayText,
  isDay,
  isoWeek,
  monday,
} from '../../../plugins/traffic/calendar.js';

export const lab = Lab.script();
const { describe, it } = lab;

const anyDay = fc.integer({ min: -700_000, max: 2_900_000 });

describe('calendar', () => {
  it('counts days as UTC does, through every leap year from year 54 to 9900', () => {
    fc.assert(
      fc.property(anyDay, (number) => {
        const text = dayText(number);
        expect(dayNumber(text)).to.equal(number);
        expect(Date.parse(text)).to.equal(number * 86_400_000);
      }),
      { numRuns: 5000 },
    );
  });

  it('names the ISO week, whose year is another than the date at year ends', () => {
    const weeks = {
      '2024-12-29': '2024-W52',
      '2024-12-30': '2025-W01',
      '2025-01-01': '2025-W01',
      '2021-01-01': '2020-W53',
      '2021-01-03': '2020-W53',
      '2021-01-04': '2021-W01',
      '2026-12-31': '2026-W53',
      '2027-01-03': '2026-W53',
      '2016-01-01': '2015-W53',
      '2020-02-29': '2020-W09',
    };
    for (const [day, week] of Object.entries(weeks)) expect(isoWeek(day), day).to.equal(week);
  });

  it('gives all seven days of a week the same week and Monday', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 0, max: 6 }), (number, more) => {
        const first = monday(dayText(number));
        expect(new Date(first).getUTCDay()).to.equal(1);
        expect(monday(addDays(first, more))).to.equal(first);
        expect(isoWeek(addDays(first, more))).to.equal(isoWeek(first));
        expect(isoWeek(addDays(first, 7))).to.not.equal(isoWeek(first));
      }),
      { numRuns: 2000 },
    );
  });

  it('knows days that exist from those that do not', () => {
    for (const day of ['2024-02-29', '2000-02-29', '2026-12-31', '1970-01-01'])
      expect(isDay(day), day).to.be.true();
    const wrong = [
      '2023-02-29',
      '1900-02-29',
      '2026-13-01',
      '2026-00-10',
      '2026-1-1',
      '2026-01-01T00:00Z',
      '',
      ' ',
    ];
    for (const day of wrong) expect(isDay(day), day).to.be.false();
  });

  it('counts the same in every time zone, on the nights when clocks change too', (flags: {
    onCleanup?: unknown;
  }) => {
    const zone = process.env['TZ'];
    flags.onCleanup = () => {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    };
    for (const name of ['Pacific/Kiritimati', 'America/St_Johns', 'Europe/Berlin', 'UTC']) {
      process.env['TZ'] = name;
      expect(addDays('2026-10-24', 2), name).to.equal('2026-10-26');
      expect(addDays('2026-03-28', 2), name).to.equal('2026-03-30');
      expect(age('2024-02-28', '2024-03-01'), name).to.equal(2);
      expect(isoWeek('2026-10-25'), name).to.equal('2026-W43');
    }
  });
});
