import type { Database } from '../database/api.js';
import type { SortColumn, StoredDay, TableQuery } from './api.js';
import { dayNumber } from './calendar.js';
import { pageOf } from './dialect.js';
import { readKnowledge } from './recall.js';
import {
  DAY_COLUMNS,
  type DayRow,
  type Rows,
  readDays,
  rowOf,
  select,
  type Want,
  WIDTH,
  where,
} from './stored.js';
import { storedDay } from './stored-day.js';
import { narrowed } from './word-search.js';

/** The column that a figure sorts by. */
const FIGURES: Partial<Record<SortColumn, string>> = {
  views: 'views',
  visitors: 'view_uniques',
  clones: 'clones',
  cloners: 'clone_uniques',
};

/**
 * One page of stored days and how many there are. Sorted by repository, the newest day comes first in each; by day,
 * the repositories keep their order; by a figure, equal ones have the newest first.
 */
export async function dayTable(
  database: Database,
  query: TableQuery,
): Promise<{ rows: StoredDay[]; total: number }> {
  const { ids, matching } = narrowed(database.dialect, query);
  const want = { ids, first: dayNumber(query.period.from), last: dayNumber(query.period.to), matching };
  if (ids.length === 0) return { rows: [], total: 0 };
  const figure = FIGURES[query.sort];
  if (figure) return byFigure(database, query, want, figure);
  return query.sort === 'repository' ? byRepository(database, query, want) : byDay(database, query, want);
}

async function byFigure(database: Database, query: TableQuery, want: Want, column: string) {
  const condition = where(database.dialect, want);
  const order = `"${column}" ${query.descending ? 'DESC' : 'ASC'}, "day" DESC, "repository_id"`;
  const page = pageOf(database.dialect, query.pageSize, query.page * query.pageSize - query.pageSize);
  const statement = `SELECT ${DAY_COLUMNS} FROM "days" WHERE ${condition} ORDER BY ${order} ${page}`;
  const [rows, total] = await Promise.all([select<DayRow>(database, statement), count(database, want)]);
  const known = await readKnowledge(database, [...new Set(rows.map(({ id }) => Number(id)))]);
  const found = rows.map((row) => {
    const id = Number(row.id);
    return storedDay(id, rowOf(row), 0, known.get(id)!, dayNumber(query.today));
  });
  return { rows: found, total };
}

async function count(database: Database, want: Want): Promise<number> {
  const statement = `SELECT COUNT(*) AS "n" FROM "days" WHERE ${where(database.dialect, want)}`;
  const [row] = await select<{ n: number | string }>(database, statement);
  return Number(row?.n ?? 0);
}

/** A repository or a day, and how many rows it has. */
interface Group {
  name: number;
  n: number;
}

async function groups(database: Database, want: Want, column: 'repository_id' | 'day'): Promise<Group[]> {
  const statement = `SELECT "${column}" AS "name", COUNT(*) AS "n" FROM "days" WHERE ${where(database.dialect, want)} GROUP BY "${column}"`;
  const rows = await select<{ name: number | string; n: number | string }>(database, statement);
  return rows.map(({ name, n }) => {
    return { name: column === 'day' ? dayNumber(String(name)) : Number(name), n: Number(n) };
  });
}

/** Those of the groups that reach into the page, and how many rows come before them. */
function onPage(
  ordered: readonly Group[],
  { page, pageSize }: TableQuery,
): { names: number[]; before: number } {
  const from = page * pageSize - pageSize;
  let [passed, before] = [0, 0];
  const names: number[] = [];
  for (const { name, n } of ordered) {
    if (passed + n <= from) before += n;
    else if (passed < from + pageSize) names.push(name);
    passed += n;
  }
  return { names, before };
}

// Counting the rows of each repository tells which of them are on the page: only theirs are read.
async function byRepository(database: Database, query: TableQuery, want: Want) {
  const counted = new Map(
    (await groups(database, want, 'repository_id')).map((group) => [group.name, group]),
  );
  const ordered = want.ids.flatMap((id) => counted.get(id) ?? []);
  if (query.descending) ordered.reverse();
  const { names, before } = onPage(ordered, query);
  const place = new Map(names.map((id, at) => [id, at]));
  const at = (row: Found) => place.get(row.id)!;
  const order = (a: Found, b: Found) => at(a) - at(b) || b.day - a.day;
  const rows = await read(database, query, [{ ...want, ids: names }], order, before);
  return { rows, total: ordered.reduce((sum, { n }) => sum + n, 0) };
}

// From the end where the page lies, the days are counted in growing stretches until the page is full.
async function byDay(database: Database, query: TableQuery, want: Want) {
  const total = count(database, want);
  const needed = query.page * query.pageSize;
  const ordered: Group[] = [];
  let [first, last] = [want.first, want.last];
  let width = Math.ceil(needed / want.ids.length) + 2;
  for (let found = 0; found < needed && first <= last; width *= 2) {
    const part = query.descending
      ? { first: Math.max(first, last - width + 1), last }
      : { first, last: Math.min(last, first + width - 1) };
    const days = await groups(database, { ...want, ...part }, 'day');
    days.sort((a, b) => (query.descending ? b.name - a.name : a.name - b.name));
    for (const day of days) found += day.n;
    ordered.push(...days);
    if (query.descending) last = part.first - 1;
    else first = part.last + 1;
  }
  const { names, before } = onPage(ordered, query);
  const wants = names.map((day) => ({ ...want, first: day, last: day }));
  const place = new Map(want.ids.map((id, at) => [id, at]));
  const direction = query.descending ? -1 : 1;
  const order = (a: Found, b: Found) => direction * (a.day - b.day) || place.get(a.id)! - place.get(b.id)!;
  const [rows, all] = await Promise.all([read(database, query, wants, order, before), total]);
  return { rows, total: all };
}

/** A stored day, not yet looked at. */
interface Found {
  id: number;
  day: number;
  rows: Rows;
  at: number;
}

async function read(
  database: Database,
  { page, pageSize, today }: TableQuery,
  wants: readonly Want[],
  order: (a: Found, b: Found) => number,
  before: number,
): Promise<StoredDay[]> {
  const found: Found[] = [];
  for (const [id, rows] of await readDays(database, wants)) {
    for (let at = 0; at < rows.length; at += WIDTH) found.push({ id, day: rows[at]!, rows, at });
  }
  const from = page * pageSize - pageSize - before;
  const shown = found.sort(order).slice(from, from + pageSize);
  const known = await readKnowledge(database, [...new Set(shown.map(({ id }) => id))]);
  return shown.map(({ id, rows, at }) => storedDay(id, rows, at, known.get(id)!, dayNumber(today)));
}
