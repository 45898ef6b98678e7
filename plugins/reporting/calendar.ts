import type { DayState, Period, Point } from '../traffic/api.js';
import { addDays, dayWords, mondayOf, numberOf, weekdayOf } from './days.js';

/** One day of the calendar of coverage: its place, its least certain state, and both metrics in words. */
export interface Cell {
  column: number;
  row: number;
  state: DayState;
  title: string;
}

/** The calendar's drawing (templates/partials/coverage-calendar.njk). */
export interface Calendar {
  label: string;
  columns: number;
  cells: Cell[];
  months: { column: number; label: string }[];
}

// From what is least to what is best known: a day is as good as its worse metric.
const ORDER: DayState[] = ['lost', 'missing', 'pending', 'partial', 'measured', 'zero', 'before'];

/** The year up to a day, in whole weeks. */
export const yearUpTo = (day: string): Period => ({ from: mondayOf(addDays(day, -364)), to: day });

/** A cell for each day of the history, a column a week; `days` are the daily points of both metrics. */
export function calendarOf(days: readonly Point[]): Calendar {
  const from = days[0]?.start ?? '1970-01-05';
  const column = (day: string) => Math.floor((numberOf(day) - numberOf(mondayOf(from))) / 7);
  const cells = days.flatMap((point): Cell[] => {
    const state = ORDER.find((one) => one === point.viewsState || one === point.clonesState)!;
    if (state === 'before') return [];
    return [{ column: column(point.start), row: weekdayOf(point.start), state, title: titleOf(point) }];
  });
  const count = (...states: DayState[]) => cells.filter(({ state }) => states.includes(state)).length;
  const known = count('measured', 'zero');
  return {
    label: `Coverage of the last year: ${known} of ${cells.length} days known, ${count('lost')} lost, ${count('missing')} not collected yet`,
    columns: days.length ? column(days.at(-1)!.start) + 1 : 0,
    cells,
    months: monthsOf(days, column),
  };
}

function titleOf({ start, views, viewsState, clones, clonesState }: Point): string {
  const say = (count: number | null, state: DayState, noun: string) =>
    `${noun} ${state === 'measured' || state === 'partial' ? `${count ?? 0}${state === 'partial' ? ' so far' : ''}` : state}`;
  return `${dayWords(start)}: ${say(views, viewsState, 'views')}, ${say(clones, clonesState, 'clones')}`;
}

const NAMES = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

function monthsOf(days: readonly Point[], column: (day: string) => number): Calendar['months'] {
  const firsts = days.filter(({ start }) => start.endsWith('-01'));
  return firsts.map(({ start }) => ({
    column: column(start),
    label: NAMES[Number(start.slice(5, 7)) - 1]!,
  }));
}
