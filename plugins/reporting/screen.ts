import { periodWords } from './days.js';
import { address, type ScreenQuery } from './query.js';
import { PRESETS, type Preset, type Range, type RangeDefaults, stepped, widenedWords } from './range.js';

const LABELS: Record<Preset, [label: string, title: string]> = {
  '7': ['7', 'the last 7 days'],
  '14': ['14', 'the last 14 days'],
  '28': ['28', 'the last 28 days'],
  '90': ['90 days', 'the last 90 days'],
  month: ['month', 'this month'],
  quarter: ['quarter', 'this quarter'],
  year: ['year', 'this year'],
  all: ['all', 'everything that is kept'],
};

const COMPARISONS = { previous: 'previous period', year: 'year before', none: 'nothing' };

/** The region that every reporting page swaps. */
export const TARGET = '#report';

/** Which parts of the row of filters a screen has. */
export interface Parts {
  path: string;
  /** The words in the field of the search, where they are not the usual. */
  search?: boolean | string;
  buckets?: boolean;
  comparisons?: boolean;
  exports: { label: string; href: string }[];
}

/** The filters' row (templates/partials/filters.njk): every link keeps what it does not change. */
export function filtersOf(query: ScreenQuery, range: Range, defaults: RangeDefaults, parts: Parts): object {
  const { path } = parts;
  const step = (direction: -1 | 1): string | null => {
    const period = stepped(range.asked ?? range.period, direction, defaults);
    return period && address(path, query, { ...period, range: undefined, page: undefined });
  };
  const { tenant, sort, dir, metric, repo } = query;
  const kept = { tenant, sort, dir, metric, repo: repo?.filter(Boolean).join(',') };
  return {
    action: path,
    target: TARGET,
    from: range.period.from,
    to: range.period.to,
    min: defaults.extent && defaults.extent.from < range.period.from ? defaults.extent.from : undefined,
    max: defaults.today,
    ranges: PRESETS.map((preset) => ({
      label: LABELS[preset][0],
      title: LABELS[preset][1],
      href: address(path, query, { range: preset, from: undefined, to: undefined, page: undefined }),
      current: preset === range.preset,
    })),
    back: step(-1),
    forward: step(1),
    ...(parts.buckets && {
      bucket: { value: range.bucket, options: range.buckets.map((value) => ({ value, label: value })) },
    }),
    ...(parts.comparisons && {
      compare: {
        value: range.compare,
        options: range.comparisons.map((value) => ({ value, label: COMPARISONS[value] })),
      },
    }),
    ...(parts.search && {
      search: {
        value: query.search ?? '',
        label: typeof parts.search === 'string' ? parts.search : 'Search repositories',
      },
    }),
    note: widenedWords(range),
    hidden: Object.fromEntries(Object.entries(kept).filter(([, value]) => value)),
    exports: parts.exports,
  };
}

/** What the page's foot and the charts say of the range, in words. */
export const rangeWords = (range: Range): string => periodWords(range.period);

/** A sorted table: its column, which way, and the links of its heads. */
export interface Sorting<Column extends string> {
  column: Column;
  descending: boolean;
}

/** The sort that a URL asks for; a column that is none gives the default. Texts ascend at first, figures descend. */
export function sortingOf<Column extends string>(
  query: ScreenQuery,
  columns: readonly Column[],
  usual: Column,
  ascending: readonly Column[],
): Sorting<Column> {
  const column = columns.find((name) => name === query.sort) ?? usual;
  const given = query.dir === 'asc' || query.dir === 'desc' ? query.dir === 'desc' : null;
  return { column, descending: given ?? !ascending.includes(column) };
}

/** A table's head (templates/partials/sort-header.njk): once more on the sorted column turns it round. */
export function headOf<Column extends string>(
  path: string,
  query: ScreenQuery,
  sorting: Sorting<Column>,
  column: Column,
  label: string,
  ascending: readonly Column[],
): object {
  const sorted = sorting.column === column;
  const descending = sorted ? !sorting.descending : !ascending.includes(column);
  return {
    label,
    id: `sort-${column}`,
    target: TARGET,
    numeric: !ascending.includes(column) && column !== 'day',
    ...(sorted && { sort: sorting.descending ? 'descending' : 'ascending' }),
    href: address(path, query, { sort: column, dir: descending ? 'desc' : 'asc', page: undefined }),
  };
}

/** The page that a URL asks for, 1 to the last one: nonsense is 1, beyond the end is the end. */
export function pageOf(query: ScreenQuery, total: number, size: number): number {
  const last = Math.max(1, Math.ceil(total / size));
  return Math.min(last, wantedPage(query));
}

/** The number in `page`, at least 1, before it is known how many there are. */
export function wantedPage(query: ScreenQuery): number {
  const wanted = /^\d{1,7}$/.test(query.page ?? '') ? Number(query.page) : 1;
  return Math.max(1, wanted);
}

/** What the rows are called: one of them, several. */
export type Nouns = [one: string, many: string];

/** The line under a table (templates/partials/pagination.njk). */
export function paginationOf(
  path: string,
  query: ScreenQuery,
  page: number,
  size: number,
  total: number,
  [one, many]: Nouns,
): object {
  const href = (to: number) => address(path, query, { page: to === 1 ? undefined : String(to) });
  return {
    from: Math.min(total, (page - 1) * size + 1),
    to: Math.min(total, page * size),
    total,
    noun: total === 1 ? one : many,
    target: TARGET,
    ...(page > 1 && { previous: href(page - 1) }),
    ...(page * size < total && { next: href(page + 1) }),
  };
}
