/** What a column holds: a repository's id, a UTC day, a number of 0 or more, or one of a few short words. */
export type ColumnType = 'id' | 'day' | 'count' | 'word';

export type Cell = number | string;
export type Row = Readonly<Record<string, Cell>>;

/** A table that rounds are merged into: its primary key, and the other columns, with how two values become one. */
export interface Table {
  name: string;
  key: Readonly<Record<string, ColumnType>>;
  values: Readonly<Record<string, ColumnType>>;
  /** `greatest`: a value never falls. `latest`: the newer answer stands. */
  keep: 'greatest' | 'latest';
}

const COUNTS = { views: 'count', view_uniques: 'count', clones: 'count', clone_uniques: 'count' } as const;

/** The history. `collected_*` is what GitHub said; the plain columns are what pages read (collected or imported). */
export const days: Table = {
  name: 'days',
  key: { repository_id: 'id', day: 'day' },
  values: {
    ...COUNTS,
    collected_views: 'count',
    collected_view_uniques: 'count',
    collected_clones: 'count',
    collected_clone_uniques: 'count',
    views_row: 'count',
    clones_row: 'count',
    collected_views_row: 'count',
    collected_clones_row: 'count',
  },
  keep: 'greatest',
};

/** The ledger: one row for each day that GitHub was asked, with the figures it deduplicates over its 14 days. */
export const windows: Table = {
  name: 'windows',
  key: { asked_day: 'day', repository_id: 'id' },
  values: {
    first_day: 'day',
    newest_views: 'day',
    newest_clones: 'day',
    ...COUNTS,
    views_answered: 'count',
    clones_answered: 'count',
  },
  keep: 'greatest',
};

/** What the ledger's rows say together, as stretches of days (knowledge.ts). */
export const coverage: Table = {
  name: 'coverage',
  key: { repository_id: 'id', metric: 'word', kind: 'word', first_day: 'day' },
  values: { last_day: 'day' },
  keep: 'greatest',
};

/** Weeks that GitHub answered whole; exact: it had counted them to their end. */
export const weeks: Table = {
  name: 'weeks',
  key: { repository_id: 'id', monday: 'day' },
  values: { ...COUNTS, views_exact: 'count', clones_exact: 'count' },
  keep: 'greatest',
};

/** Stars and the like, which may fall: the day's last answer stands. */
export const counts: Table = {
  name: 'counts',
  key: { repository_id: 'id', day: 'day' },
  values: { stars: 'count', forks: 'count', watchers: 'count', open_issues: 'count' },
  keep: 'latest',
};
