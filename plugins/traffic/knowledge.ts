import type { Metric } from '../github/api.js';
import type { DayState } from './api.js';
import { contains, type Stretch, unite } from './stretches.js';

/** GitHub's window is the day it is asked and the 13 before it; the day before those comes cut, or not at all. */
export const REACH = 13;
/** From this age on a day's figures are final: younger ones still grow. */
export const SETTLING = 2;
/** At this age a day without a row has no traffic, however late GitHub's figures are. */
export const PATIENCE = 7;

export const KINDS = ['covered', 'useful', 'settled'] as const;
/**
 * What others say of days, by way of an import: `imported`, a row is final; `zero`, certain to be zero unless there is
 * a row; `pending`, asked of but not settled; `history`, from the first to the last day that they watched.
 */
export const IMPORTED_KINDS = ['imported', 'zero', 'pending', 'history'] as const;
/** What an answer says, what others say, and `weekly`: days on which an answer by week was given. */
export type Kind = (typeof KINDS)[number] | (typeof IMPORTED_KINDS)[number] | 'weekly';
export const METRICS = ['views', 'clones'] as const satisfies readonly Metric[];

/**
 * What the answers to one metric say of days. `covered`: inside the window of an answer. `useful`: answered when 2
 * to 13 days old. `settled`: certain to be zero unless there is a row.
 */
export type MetricKnowledge = Record<Kind, Stretch[]>;

/** What all answers of one repository say; `begin` is the first day covered or watched by others, Infinity without any. */
export interface Knowledge {
  begin: number;
  views: MetricKnowledge;
  clones: MetricKnowledge;
}

/** The days of which an answer asked on the day `asked` says something; `newest` is the newest day any answer of the run had. */
export function learn(asked: number, newest: number | null): Record<(typeof KINDS)[number], Stretch> {
  const first = asked - REACH;
  const proven = Math.max(newest === null ? -Infinity : newest - 1, asked - PATIENCE);
  return {
    covered: { first, last: asked },
    useful: { first, last: asked - SETTLING },
    settled: { first, last: Math.min(asked - SETTLING, proven) },
  };
}

/** Knowledge of nothing: no answer yet. */
export function ignorance(): Knowledge {
  const nothing = (): MetricKnowledge => ({
    covered: [],
    useful: [],
    settled: [],
    imported: [],
    zero: [],
    pending: [],
    history: [],
    weekly: [],
  });
  return { begin: Infinity, views: nothing(), clones: nothing() };
}

/** Adds days to what is known of a metric. */
export function add(knowledge: Knowledge, metric: Metric, kind: Kind, stretch: Stretch): void {
  const before = knowledge[metric][kind];
  knowledge[metric][kind] = before.length === 0 ? [{ ...stretch }] : unite(before, [stretch]);
  if (kind === 'covered' || kind === 'history') knowledge.begin = Math.min(knowledge.begin, stretch.first);
}

/** Days that are zero unless they have a row: our own answers say so, or others. */
export const zeros = ({ settled, zero }: MetricKnowledge): Stretch[] =>
  zero.length === 0 ? settled : unite(settled, zero);

/** Days that a row makes measured. */
export const finals = ({ useful, imported }: MetricKnowledge): Stretch[] => unite(useful, imported);

/** The state of a day of one metric, seen on the day `today`; `row`: whether GitHub ever gave a row for it, to us or to whom it was imported from. */
export function stateOf(
  knowledge: Knowledge,
  metric: Metric,
  day: number,
  row: boolean,
  today: number,
): DayState {
  const known = knowledge[metric];
  if (row) return contains(known.useful, day) || contains(known.imported, day) ? 'measured' : 'partial';
  if (day < knowledge.begin) return 'before';
  if (contains(known.settled, day) || contains(known.zero, day)) return 'zero';
  if (day > today) return 'pending';
  if (today - day > REACH) return 'lost';
  return contains(known.covered, day) || contains(known.pending, day) ? 'pending' : 'missing';
}
