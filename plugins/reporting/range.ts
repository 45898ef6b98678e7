import type { BucketSize, Period } from '../traffic/api.js';
import { addDays, addMonths, earlier, isDay, later, lengthOf, mondayOf, periodWords } from './days.js';

/** GitHub opened in 2008: no traffic is older, so no range begins before. */
export const FIRST_DAY = '2008-01-01';

export const PRESETS = ['7', '14', '28', '90', 'month', 'quarter', 'year', 'all'] as const;
export type Preset = (typeof PRESETS)[number];
export type Comparison = 'previous' | 'year' | 'none';

/** What of the URL says which days are meant. */
export interface RangeQuery {
  from?: string | undefined;
  to?: string | undefined;
  range?: string | undefined;
  bucket?: string | undefined;
  compare?: string | undefined;
}

/** Which days, how they are put together, and what they are compared with. */
export interface Range {
  period: Period;
  /** The days that were asked for, where the period was widened. */
  asked?: Period;
  /** The ready range that the period is, or null for two dates of one's own. */
  preset: Preset | null;
  /** Whether the URL named the preset (links then keep the word, so that a bookmark moves on with time). */
  named: boolean;
  bucket: BucketSize;
  buckets: BucketSize[];
  compare: Comparison;
  comparisons: Comparison[];
}

export interface RangeDefaults {
  preset: Preset;
  /** The UTC day of now. */
  today: string;
  /** Oldest and newest stored day of what is seen, or null. */
  extent: Period | null;
}

/**
 * The range that a URL asks for. Nonsense gives the nearest sensible value: a day that is none is left out, dates the
 * wrong way round are turned, days to come and days before GitHub are cut.
 */
export function rangeOf(query: RangeQuery, defaults: RangeDefaults): Range {
  const { today } = defaults;
  const wanted = PRESETS.find((preset) => preset === query.range?.trim());
  const dates = [query.from, query.to]
    .map((day) => day?.trim() ?? '')
    .map((day) => (isDay(day) ? day : null));
  const own = dates[0] || dates[1];
  const period = own
    ? between(dates[0] ?? FIRST_DAY, dates[1] ?? today, today)
    : presetPeriod(wanted ?? defaults.preset, defaults);
  const preset = own ? presetLike(period, defaults) : (wanted ?? defaults.preset);
  const buckets = bucketsFor(lengthOf(period));
  const comparisons = comparisonsFor(period, preset);
  const compare = (query.compare?.trim() || 'previous') as Comparison;
  return {
    period,
    preset,
    named: !own && wanted !== undefined,
    bucket: nearest(query.bucket?.trim(), buckets, lengthOf(period)),
    buckets,
    compare: comparisons.includes(compare) ? compare : comparisons[0]!,
    comparisons,
  };
}

/** The weeks in which the period's days lie, from Monday to Sunday; the last one may still run. */
export const wholeWeeks = ({ from, to }: Period, today: string): Period => ({
  from: mondayOf(from),
  to: earlier(addDays(mondayOf(to), 6), later(today, to)),
});

/** The range with whole weeks: half a week is not shown as one. */
export function byWholeWeeks(range: Range, today: string): Range {
  const period = wholeWeeks(range.period, today);
  const same = period.from === range.period.from && period.to === range.period.to;
  return same ? range : { ...range, period, asked: range.period };
}

/** That a range was widened, in a sentence; null where it was not. */
export const widenedWords = ({ asked }: Range): string | null =>
  asked ? `Widened to whole weeks; the range asked for is ${periodWords(asked)}.` : null;

function between(from: string, to: string, today: string): Period {
  const cut = (day: string) => earlier(later(day, FIRST_DAY), today);
  return from <= to ? { from: cut(from), to: cut(to) } : { from: cut(to), to: cut(from) };
}

/** The days of a ready range: those that count end today, so do the month, quarter and year that run. */
function presetPeriod(preset: Preset, { today, extent }: RangeDefaults): Period {
  const days = Number(preset);
  if (days) return { from: addDays(today, 1 - days), to: today };
  if (preset === 'all') return { from: earlier(extent?.from ?? addDays(today, -27), today), to: today };
  return { from: startOf(preset as Unit, today), to: today };
}

type Unit = 'month' | 'quarter' | 'year';
const MONTHS: Record<Unit, number> = { month: 1, quarter: 3, year: 12 };

function startOf(unit: Unit, day: string): string {
  const month = Number(day.slice(5, 7)) - 1;
  return addMonths(day, -(month % MONTHS[unit]));
}

function presetLike(period: Period, defaults: RangeDefaults): Preset | null {
  const same = (preset: Preset) => {
    const ready = presetPeriod(preset, defaults);
    return ready.from === period.from && ready.to === period.to;
  };
  return PRESETS.find(same) ?? null;
}

/** The period one length earlier (-1) or later (1); null where there is nothing that way. */
export function stepped(period: Period, direction: -1 | 1, { today, extent }: RangeDefaults): Period | null {
  const unit = unitOf(period, today);
  const length = lengthOf(period);
  const from = unit
    ? addMonths(period.from, direction * MONTHS[unit])
    : addDays(period.from, direction * length);
  const to = unit ? addDays(addMonths(from, MONTHS[unit]), -1) : addDays(from, length - 1);
  if (from > today || from < FIRST_DAY || (direction < 0 && to < (extent?.from ?? today))) return null;
  if (to <= today) return { from, to };
  // The newest step ends today; of a fixed length it keeps that length.
  return unit
    ? { from, to: today }
    : period.to < today
      ? { from: addDays(today, 1 - length), to: today }
      : null;
}

// A calendar month, quarter or year steps as one, though their lengths differ.
function unitOf({ from, to }: Period, today: string): Unit | null {
  const units: Unit[] = ['month', 'quarter', 'year'];
  const whole = (unit: Unit) =>
    from === startOf(unit, from) && to === earlier(addDays(addMonths(from, MONTHS[unit]), -1), today);
  return units.find(whole) ?? null;
}

/** Buckets that make sense for so many days: at least two of them, and no more than fit a chart. */
export function bucketsFor(days: number): BucketSize[] {
  const sensible: BucketSize[] = [];
  if (days <= 400) sensible.push('day');
  if (days >= 14 && days <= 2200) sensible.push('week');
  if (days >= 59) sensible.push('month');
  return sensible;
}

const SIZES: BucketSize[] = ['day', 'week', 'month'];

function nearest(wanted: string | undefined, offered: BucketSize[], days: number): BucketSize {
  const at = SIZES.indexOf(wanted as BucketSize);
  if (at < 0) return nearest(days <= 92 ? 'day' : days <= 750 ? 'week' : 'month', offered, days);
  const away = (size: BucketSize) => Math.abs(SIZES.indexOf(size) - at);
  return [...offered].sort((a, b) => away(a) - away(b))[0]!;
}

function comparisonsFor(period: Period, preset: Preset | null): Comparison[] {
  if (preset === 'all') return ['none'];
  return lengthOf(period) <= 364 ? ['previous', 'year', 'none'] : ['previous', 'none'];
}

/**
 * The period to compare with: as long, and shifted by whole weeks (the year before by 52), so that each weekday meets
 * its own. Null for `none`.
 */
export function compared(period: Period, { from, to }: Period, compare: Comparison): Period | null {
  if (compare === 'none') return null;
  const shift = compare === 'year' ? 364 : Math.ceil(lengthOf(period) / 7) * 7;
  return { from: addDays(from, -shift), to: addDays(to, -shift) };
}
