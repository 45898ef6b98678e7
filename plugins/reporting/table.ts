import type { Repository } from '../repositories/api.js';
import type { SortColumn, TableQuery } from '../traffic/api.js';
import { type Ask, chosen, chosenOfAll } from './ask.js';
import { address } from './query.js';
import { byWholeWeeks, type Range, type RangeDefaults, rangeOf } from './range.js';
import {
  filtersOf,
  headOf,
  type Nouns,
  pageOf,
  paginationOf,
  rangeWords,
  type Sorting,
  sortingOf,
  wantedPage,
} from './screen.js';
import { searchedWords } from './search.js';

const COLUMNS = ['repository', 'day', 'views', 'visitors', 'clones', 'cloners'] as const;
const ASCENDING = ['repository'] as const;

/** What the tables of days and of weeks differ in. */
export interface TableKind<Row> {
  path: string;
  /** The file that holds what is on the screen, and others that go with it. */
  file: string;
  also?: readonly { label: string; file: string }[];
  nouns: Nouns;
  pageSize: number;
  /** The search looks into every column, and not into the repositories' names alone. */
  everyColumn?: boolean;
  /** Widens the range to whole weeks. */
  wholeWeeks?: boolean;
  labels: Record<SortColumn, string>;
  read(query: TableQuery): Promise<{ rows: Row[]; total: number }>;
}

/** A table as the templates take it, its rows still as traffic gives them. */
export interface Table<Row> {
  repositories: Map<number, Repository>;
  rows: Row[];
  data: object;
}

/** One page of a table over the chosen repositories; a page beyond the end is the last one. */
export async function table<Row>(ask: Ask, kind: TableKind<Row>): Promise<Table<Row>> {
  const { query, today, traffic } = ask;
  const repositories = await (kind.everyColumn ? chosenOfAll(ask) : chosen(ask));
  const words = kind.everyColumn ? searchedWords(query.search, repositories) : [];
  const ids = repositories.map(({ id }) => id);
  const defaults: RangeDefaults = { preset: '28', today, extent: await traffic.extent(ids) };
  const asked = rangeOf(query, defaults);
  const range = kind.wholeWeeks ? byWholeWeeks(asked, today) : asked;
  const sorting = sortingOf<SortColumn>(query, COLUMNS, 'day', ASCENDING);
  const read = (page: number) =>
    kind.read({
      repositoryIds: ids,
      period: range.period,
      sort: sorting.column,
      descending: sorting.descending,
      page,
      pageSize: kind.pageSize,
      today,
      ...(words.length && { words }),
    });
  const first = await read(wantedPage(query));
  const page = pageOf(query, first.total, kind.pageSize);
  const { rows, total } = page === wantedPage(query) ? first : await read(page);
  return {
    repositories: new Map(repositories.map((one) => [one.id, one])),
    rows,
    data: {
      filters: filtersOf(query, range, defaults, {
        path: kind.path,
        search: kind.everyColumn ? 'Search every column' : true,
        exports: exportsOf(ask, kind, range),
      }),
      empty: !repositories.length && !query.search && !query.repo,
      known: repositories.length > 0,
      searched: words.length ? query.search : undefined,
      heads: headsOf(ask, kind, sorting),
      pages: paginationOf(kind.path, query, page, kind.pageSize, total, kind.nouns),
      range: rangeWords(range),
    },
  };
}

function headsOf<Row>({ query }: Ask, kind: TableKind<Row>, sorting: Sorting<SortColumn>): object[] {
  return COLUMNS.map((column) => headOf(kind.path, query, sorting, column, kind.labels[column], ASCENDING));
}

function exportsOf<Row>({ query }: Ask, kind: TableKind<Row>, { period }: Range) {
  const changes = { ...period, range: undefined, page: undefined, sort: undefined, dir: undefined };
  // What is found in a column of days is nothing that the other files could be searched for.
  const whole = kind.everyColumn && { search: undefined };
  const found = kind.everyColumn && { search: undefined, find: query.search };
  const others = (kind.also ?? []).map(({ label, file }) => {
    return { label, href: address(file, query, { ...changes, ...whole }) };
  });
  return [{ label: 'CSV', href: address(kind.file, query, { ...changes, ...found }) }, ...others];
}
