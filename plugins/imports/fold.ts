import type { CoverageRange, DayState, Imported, ImportedDay } from '../traffic/api.js';

/** A range of days without a figure. */
export type Range = Omit<CoverageRange, 'repositoryId'>;

/** What of two sayings about a day counts: the later in this list. A figure counts more than none. */
const RANK: readonly DayState[] = ['before', 'lost', 'missing', 'pending', 'zero', 'partial', 'measured'];

const rank = (state: DayState): number => RANK.indexOf(state);
const higher = (a: DayState, b: DayState): DayState => (rank(b) > rank(a) ? b : a);
const greater = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b);

/** One of each day, ascending: the greatest of each column, and the state that counts most. */
export function greatest(days: readonly ImportedDay[]): ImportedDay[] {
  const found = new Map<string, ImportedDay>();
  for (const day of days) {
    const there = found.get(day.day);
    found.set(day.day, there ? joined(there, day) : day);
  }
  return [...found.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
}

function joined(a: ImportedDay, b: ImportedDay): ImportedDay {
  return {
    day: a.day,
    views: greater(a.views, b.views),
    visitors: greater(a.visitors, b.visitors),
    viewsState: higher(a.viewsState, b.viewsState),
    clones: greater(a.clones, b.clones),
    cloners: greater(a.cloners, b.cloners),
    clonesState: higher(a.clonesState, b.clonesState),
  };
}

/** The days that say more than those already there: a greater figure, or a state that counts more. */
export function news(days: readonly ImportedDay[], there: readonly ImportedDay[]): ImportedDay[] {
  const known = new Map(there.map((day) => [day.day, day]));
  const columns = ['views', 'visitors', 'clones', 'cloners'] as const;
  return days.filter((day) => {
    const old = known.get(day.day);
    if (!old) return says(day);
    return (
      rank(day.viewsState) > rank(old.viewsState) ||
      rank(day.clonesState) > rank(old.clonesState) ||
      columns.some((column) => (day[column] ?? -1) > (old[column] ?? -1))
    );
  });
}

const says = ({ viewsState, clonesState }: ImportedDay): boolean =>
  viewsState !== 'before' || clonesState !== 'before';

/**
 * The ranges of coverage.csv that are worth keeping: those without a figure (figures are days), and not yet there. Each
 * once; `there` are those that were imported before.
 */
export function newRanges(ranges: readonly Range[], there: readonly Range[]): Range[] {
  const key = ({ metric, state, from }: Range) => `${metric} ${state} ${from}`;
  const widest = new Map<string, Range>();
  for (const range of ranges) {
    if (rank(range.state) >= rank('partial') || range.state === 'before') continue;
    const same = widest.get(key(range));
    if (!same || range.to > same.to) widest.set(key(range), range);
  }
  const inside = (range: Range) =>
    there.some(
      (one) =>
        one.metric === range.metric &&
        one.state === range.state &&
        one.from <= range.from &&
        range.to <= one.to,
    );
  return [...widest.values()].filter((range) => !inside(range));
}

/** All imports of one repository as one. */
export const together = (imports: readonly Imported[]): Imported => ({
  days: greatest(imports.flatMap(({ days }) => days)),
  ranges: imports.flatMap(({ ranges }) => ranges),
});
