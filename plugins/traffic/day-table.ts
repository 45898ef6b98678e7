import type { Database } from '../database/api.js';
import type { SortColumn, StoredDay, TableQuery } from './api.js';
import { dayNumber } from './calendar.js';
import { pageOf } from './dialect.js';
import {
  DAY_COLUMNS,
  type DayRow,
  readDays,
  readKnowledge,
  rowOf,
  select,
  type Want,
  where,
} from './stored.js';
import { storedDay, storedDays } from './stored-day.js';

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
  const ids = [...new Set(query.repositoryIds)];
  const want = { ids, first: dayNumber(query.period.from), last: dayNumber(query.period.to) };
  if (ids.length === 0) return { rows: [], total: 0 };
  const figure = FIGURES[query.sort];
  return figure ? byFigure(database, query, want, figure) : byKey(database, query, want);
}

async function byFigure(database: Database, query: TableQuery, want: Want, column: string) {
  const condition = where(database.dialect, want);
  const order = `"${column}" ${query.descending ? 'DESC' : 'ASC'}, "day" DESC, "repository_id"`;
  const page = pageOf(database.dialect, query.pageSize, query.page * query.pageSize - query.pageSize);
  const statement = `SELECT ${DAY_COLUMNS} FROM "days" WHERE ${condition} ORDER BY ${order} ${page}`;
  const [rows, total] = await Promise.all([
    select<DayRow>(database, statement),
    select<{ n: number | string }>(database, `SELECT COUNT(*) AS "n" FROM "days" WHERE ${condition}`),
  ]);
  const known = await readKnowledge(database, [...new Set(rows.map(({ id }) => Number(id)))]);
  const found = rows.map((row) => {
    const id = Number(row.id);
    return storedDay(id, rowOf(row), 0, known.get(id)!, dayNumber(query.today));
  });
  return { rows: found, total: Number(total[0]?.n ?? 0) };
}

interface Group {
  name: number | string;
  n: number | string;
}

// Counting by repository or by day tells which of them are on the page: only their rows are read and sorted.
async function byKey(database: Database, query: TableQuery, want: Want) {
  const byRepository = query.sort === 'repository';
  const column = byRepository ? 'repository_id' : 'day';
  const statement = `SELECT "${column}" AS "name", COUNT(*) AS "n" FROM "days" WHERE ${where(database.dialect, want)} GROUP BY "${column}"`;
  const groups = await select<Group>(database, statement);
  const rank = new Map(want.ids.map((id, at) => [id, at]));
  const value = ({ name }: Group) => (byRepository ? rank.get(Number(name))! : dayNumber(String(name)));
  const direction = query.descending ? -1 : 1;
  groups.sort((a, b) => direction * (value(a) - value(b)));
  const from = query.page * query.pageSize - query.pageSize;
  let [passed, skipped] = [0, 0];
  const wants: Want[] = [];
  for (const group of groups) {
    if (passed + Number(group.n) <= from) skipped += Number(group.n);
    else if (passed < from + query.pageSize) wants.push(only(want, group, byRepository));
    passed += Number(group.n);
  }
  const rows = await read(database, wants, query.today);
  const byRank = (a: StoredDay, b: StoredDay) => rank.get(a.repositoryId)! - rank.get(b.repositoryId)!;
  const byDay = (a: StoredDay, b: StoredDay) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0);
  rows.sort(
    byRepository
      ? (a, b) => direction * byRank(a, b) || byDay(b, a)
      : (a, b) => direction * byDay(a, b) || byRank(a, b),
  );
  return { rows: rows.slice(from - skipped, from - skipped + query.pageSize), total: passed };
}

function only(want: Want, { name }: Group, byRepository: boolean): Want {
  if (byRepository) return { ...want, ids: [Number(name)] };
  return { ...want, first: dayNumber(String(name)), last: dayNumber(String(name)) };
}

async function read(database: Database, wants: readonly Want[], today: string): Promise<StoredDay[]> {
  const days = await readDays(database, wants);
  const known = await readKnowledge(database, [...days.keys()]);
  return [...days].flatMap(([id, rows]) => storedDays(id, rows, known.get(id)!, dayNumber(today)));
}
