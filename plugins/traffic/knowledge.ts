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
 * What an answer says, `imported`: days that another collector saw long enough to be final, and `weekly`: days on which
 * an answer by week was given.
 */
export type Kind = (typeof KINDS)[number] | 'imported' | 'weekly';
export const METRICS = ['views', 'clones'] as const satisfies readonly Metric[];

/**
 * What the answers to one metric say of days. `covered`: inside the window of an answer. `useful`: answered when 2
 * to 13 days old. `settled`: certain to be zero unless there is a row.
 */
export type MetricKnowledge = Record<Kind, Stretch[]>;

/** What all answers of one repository say; `begin` is the first day covered, Infinity before the first answer. */
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
  const nothing = (): MetricKnowledge => ({ covered: [], useful: [], settled: [], imported: [], weekly: [] });
  return { begin: Infinity, views: nothing(), clones: nothing() };
}

/** Adds days to what is known of a metric. */
export function add(knowledge: Knowledge, metric: Metric, kind: Kind, stretch: Stretch): void {
  const before = knowledge[metric][kind];
  knowledge[metric][kind] = before.length === 0 ? [{ ...stretch }] : unite(before, [stretch]);
  if (kind === 'covered') knowledge.begin = Math.min(knowledge.begin, stretch.first);
}

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
  if (contains(known.settled, day)) return 'zero';
  if (day > today) return 'pending';
  if (today - day > REACH) return 'lost';
  return contains(known.covered, day) ? 'pending' : 'missing';
}
