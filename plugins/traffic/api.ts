import type { Transaction } from 'sequelize';
import type { LeftOut, Metric, Place, TrafficAnswer } from '../github/api.js';

/**
 * What is known of one day of one metric (docs/numbers.md): `measured`, `partial`, `zero`, `pending`, `missing`,
 * `lost`; and `before` for days before the repository's history begins, which are neither.
 */
export type DayState = 'measured' | 'partial' | 'zero' | 'pending' | 'missing' | 'lost' | 'before';

/** One or both metrics' answers of one round, and whatever else came. Days are UTC, YYYY-MM-DD. */
export interface Harvest {
  repositoryId: number;
  /** The UTC day of GitHub's Date header: ages are counted from it. */
  askedDay: string;
  /** The newest day that any repository's answer had in this run so far, or null. */
  runNewest: string | null;
  days: Partial<Record<Metric, TrafficAnswer>>;
  weeks: Partial<Record<Metric, TrafficAnswer>>;
  referrers?: Place[];
  paths?: Place[];
  counts?: { stars: number; forks: number; watchers: number; openIssues: number };
  /** Referrers and paths that were left out, since they cannot be true; days and weeks stand in their answers. */
  leftOut?: LeftOut[];
}

/** A day younger than 14 days whose count fell at GitHub; kept as a note, not applied. */
export interface Fall {
  day: string;
  metric: Metric;
  column: 'count' | 'uniques';
  kept: number;
  answered: number;
}

/** When pages show what was merged: with the next request, or within seconds. */
export type Publication = 'now' | 'soon';

export interface Merged {
  /** Newest day that an answer of this harvest had, or null. */
  newest: string | null;
  falls: Fall[];
}

/** First and last UTC day, both included. */
export interface Period {
  from: string;
  to: string;
}

export type BucketSize = 'day' | 'week' | 'month';

/**
 * One bucket of one repository (or of several, added up). Counts are sums of the stored days. Uniques are
 * `exact` for days and for whole weeks that GitHub had counted to their end; else they are "at most" (a sum). A metric's
 * count is null where no day of the bucket has a figure or a known zero. Of a bucket that the period cuts there are only
 * the period's days in it, and its state is `partial` at best.
 */
export interface Point {
  /** First UTC day of the bucket (a week's Monday, a month's first), even where the period begins later. */
  start: string;
  views: number | null;
  visitors: number | null;
  visitorsExact: boolean;
  /** `measured` or `zero`: whole; else the least certain state of its days (lost, missing, partial, pending). */
  viewsState: DayState;
  /** How many of the bucket's days are known for good (`measured` or `zero`); all of them: it is whole. */
  viewsDays: number;
  clones: number | null;
  cloners: number | null;
  clonersExact: boolean;
  clonesState: DayState;
  clonesDays: number;
  /** How many days the bucket has, also outside the period. */
  days: number;
}

/** A repository's figures over a period. Uniques are sums of days: always "at most". */
export interface Totals {
  repositoryId: number;
  views: number;
  visitorsAtMost: number;
  clones: number;
  clonersAtMost: number;
  /** All days measured or zero. */
  viewsComplete: boolean;
  clonesComplete: boolean;
  /** How many of the period's days are known for good (`measured` or `zero`). */
  viewsDays: number;
  clonesDays: number;
}

/** What was counted in two periods on those days alone that are known for good in both of them. */
export interface Pairs {
  now: number;
  before: number;
  /** On how many days: each with its counterpart. */
  days: number;
}

/** A repository's periods side by side. */
export type Compared = Record<Metric, Pairs>;

/** A row of the stored history, as tables and exports show it. `*State` is null-free; counts are null where not known. */
export interface StoredDay {
  repositoryId: number;
  day: string;
  views: number | null;
  visitors: number | null;
  viewsState: DayState;
  clones: number | null;
  cloners: number | null;
  clonesState: DayState;
}

export interface StoredWeek {
  repositoryId: number;
  monday: string;
  /** ISO 8601, e.g. 2025-W01. */
  week: string;
  views: number | null;
  visitors: number | null;
  visitorsExact: boolean;
  viewsState: DayState;
  /** As in Point: known days, of seven. */
  viewsDays: number;
  clones: number | null;
  cloners: number | null;
  clonersExact: boolean;
  clonesState: DayState;
  clonesDays: number;
  days: number;
}

export type SortColumn = 'repository' | 'day' | 'views' | 'visitors' | 'clones' | 'cloners';

/** A word of a search over every column of a table of days. */
export interface SearchedWord {
  /** The repositories in whose name it stands. */
  inNames: number[];
  /** What of it may stand in a day or a figure: digits and hyphens; '' where it is neither. */
  inFigures: string;
}

/** `repositoryIds` come in the order of their names: that is the order of the `repository` column. */
export interface TableQuery {
  repositoryIds: number[];
  period: Period;
  sort: SortColumn;
  descending: boolean;
  page: number;
  pageSize: number;
  today: string;
  /** Only the days in which each of them stands; all where it is left out. */
  words?: readonly SearchedWord[];
}

export interface Snapshot {
  /** The day it was asked: "in the 14 days up to <day>". */
  day: string;
  places: Place[];
}

/** The two figures that GitHub deduplicates over its 14 days, as asked on a day. */
export interface FortnightUniques {
  day: string;
  views: number | null;
  visitors: number | null;
  clones: number | null;
  cloners: number | null;
}

export interface Counts {
  day: string;
  stars: number;
  forks: number;
  watchers: number;
  openIssues: number;
}

/** How the history of a repository stands. */
export interface Coverage {
  repositoryId: number;
  /** First day of its history, or null before the first answer. */
  since: string | null;
  /** Newest day for which GitHub has given a figure of any metric. */
  upTo: string | null;
  /** Newest day that a GitHub answer was asked on. */
  askedDay: string | null;
  lostDays: number;
  missingDays: number;
  /** The day on which GitHub deletes the oldest day not yet collected at a useful age; null where nothing is at risk. */
  nextLoss: string | null;
}

/** A range of days of one state, of one metric of a repository; both ends included. */
export interface CoverageRange extends Period {
  repositoryId: number;
  metric: Metric;
  state: DayState;
}

/**
 * A day of a repository as others have kept it. `measured` and `partial` are rows, of 0 too; `before` says nothing of
 * the metric.
 */
export type ImportedDay = Omit<StoredDay, 'repositoryId'>;

/** All that is imported of a repository. A range never changes what the days, or what is collected, have a row for. */
export interface Imported {
  /** One of each day. */
  days: readonly ImportedDay[];
  ranges: readonly Omit<CoverageRange, 'repositoryId'>[];
}

export interface Traffic {
  /**
   * Merges one repository's round, greatest wins per column, with its ledger row, in the caller's transaction. Pages
   * show it with the next request, or `soon`: within seconds, together with what else came, so that a run that
   * merges a thousand does not have every page made a thousand times.
   */
  merge(transaction: Transaction, harvest: Harvest, publication?: Publication): Promise<Merged>;
  /**
   * After a run: days absent before the run's newest day are zero also for repositories merged before it was seen, and
   * weeks that end by it are exact.
   * `newest` is the newest day of any answer of the run asked on `askedDay`.
   */
  settle(
    transaction: Transaction,
    repositoryIds: number[],
    askedDay: string,
    newest: string,
    publication?: Publication,
  ): Promise<void>;
  /** Has pages show with the next request what was to be shown soon: a run is at its end. */
  publish(transaction: Transaction): Promise<void>;

  /**
   * Works the effective figures out anew: on the `undone` days what was collected, then the greater of that and of
   * `imported`, which is all that is imported of the repository.
   */
  applyImported(
    transaction: Transaction,
    repositoryId: number,
    imported: Imported,
    undone?: readonly string[],
  ): Promise<void>;

  /** One list of points a repository, every bucket of the period present, ascending. */
  series(
    repositoryIds: number[],
    period: Period,
    bucket: BucketSize,
    today: string,
  ): Promise<Map<number, Point[]>>;
  /** The repositories added up. Uniques are "at most" as soon as there are two repositories. */
  sum(repositoryIds: number[], period: Period, bucket: BucketSize, today: string): Promise<Point[]>;
  totals(repositoryIds: number[], period: Period, today: string): Promise<Map<number, Totals>>;
  /** Two periods of equal length; a day that is not known in one of them is left out of both. */
  compare(repositoryIds: number[], now: Period, before: Period): Promise<Map<number, Compared>>;
  /** Rows of the daily table; stored days only. */
  days(query: TableQuery): Promise<{ rows: StoredDay[]; total: number }>;
  /** Rows of the weekly table (`day` sorts by Monday); weeks with a stored day only. */
  weeks(query: TableQuery): Promise<{ rows: StoredWeek[]; total: number }>;
  /** All stored days of the repositories in batches, by repository (in the given order) and day, for exports. */
  exportDays(repositoryIds: number[], period: Period | null, today: string): AsyncIterable<StoredDay[]>;
  /** What is known of every day of the histories, in batches, by repository (in the given order), metric and day. */
  exportRanges(repositoryIds: number[], period: Period | null, today: string): AsyncIterable<CoverageRange[]>;

  /** The newest snapshot asked on or before `until`, or null. */
  snapshot(repositoryId: number, kind: 'referrers' | 'paths', until: string): Promise<Snapshot | null>;
  /** Each place's counts over the period's snapshots, ascending by day. */
  snapshotCourse(repositoryId: number, kind: 'referrers' | 'paths', period: Period): Promise<Snapshot[]>;
  fortnights(repositoryId: number, period: Period): Promise<FortnightUniques[]>;
  counts(repositoryId: number, period: Period): Promise<Counts[]>;
  /** The newest counts of each. */
  newestCounts(repositoryIds: number[]): Promise<Map<number, Counts>>;
  coverage(repositoryIds: number[], today: string): Promise<Map<number, Coverage>>;
  /** Oldest and newest stored day of the repositories, or null. */
  extent(repositoryIds: number[]): Promise<Period | null>;
}
