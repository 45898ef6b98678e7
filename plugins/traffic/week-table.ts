import type { Database } from '../database/api.js';
import type { SortColumn, StoredWeek, TableQuery } from './api.js';
import { type Span, spans } from './buckets.js';
import { dayNumber, dayText, isoWeek, mondayNumber } from './calendar.js';
import { type ExactWeek, pointOf, tallies } from './figures.js';
import { readWeeks, week } from './series.js';
import { type Rows, readDays, readKnowledge, WIDTH } from './stored.js';
import { readStretches } from './unsettled.js';

/** Repositories whose days are in memory together while their weeks are found. */
const TOGETHER = 50;

/** A week with a stored day, and what it is sorted by. */
interface Entry {
  id: number;
  rank: number;
  span: Span;
  value: number;
}

/** One page of weeks with a stored day, and how many there are; sorted as the daily table is. */
export async function weekTable(
  database: Database,
  query: TableQuery,
): Promise<{ rows: StoredWeek[]; total: number }> {
  const entries = await allWeeks(database, query);
  const direction = query.descending ? -1 : 1;
  entries.sort((a, b) => {
    if (query.sort === 'day') return direction * (a.span.start - b.span.start) || a.rank - b.rank;
    return direction * (a.value - b.value) || b.span.start - a.span.start || a.rank - b.rank;
  });
  const from = query.page * query.pageSize - query.pageSize;
  const page = entries.slice(from, from + query.pageSize);
  return { rows: await storedWeeks(database, page, query.today), total: entries.length };
}

async function allWeeks(database: Database, query: TableQuery): Promise<Entry[]> {
  const ids = [...new Set(query.repositoryIds)];
  const within = { first: dayNumber(query.period.from), last: dayNumber(query.period.to) };
  const list = spans(query.period, 'week');
  const byUniques = query.sort === 'visitors' || query.sort === 'cloners';
  const entries: Entry[] = [];
  for (let at = 0; at < ids.length; at += TOGETHER) {
    const some = ids.slice(at, at + TOGETHER);
    const days = await readDays(database, [{ ids: some, ...within }]);
    const exact = byUniques
      ? await readWeeks(database, [{ ids: some, ...within }])
      : new Map<string, ExactWeek>();
    for (const [nth, id] of some.entries()) {
      const rank = at + nth;
      for (const [index, sums] of addUp(days.get(id) ?? [], mondayNumber(within.first))) {
        const span = list[index]!;
        entries.push({ id, rank, span, value: sortValue(query.sort, sums, rank, week(exact, id, span)) });
      }
    }
  }
  return entries;
}

type Sums = [views: number, visitors: number, clones: number, cloners: number];

function addUp(rows: Rows, firstMonday: number): Map<number, Sums> {
  const weeks = new Map<number, Sums>();
  for (let at = 0; at < rows.length; at += WIDTH) {
    const index = Math.floor((rows[at]! - firstMonday) / 7);
    const sums: Sums = weeks.get(index) ?? [0, 0, 0, 0];
    for (const cell of [0, 1, 2, 3] as const) sums[cell] += rows[at + 2 + cell]!;
    weeks.set(index, sums);
  }
  return weeks;
}

function sortValue(sort: SortColumn, sums: Sums, rank: number, exact: ExactWeek | null): number {
  const [views, visitors, clones, cloners] = sums;
  const figures = {
    views,
    visitors: exact?.visitors ?? visitors,
    clones,
    cloners: exact?.cloners ?? cloners,
    repository: rank,
    day: 0,
  };
  return figures[sort];
}

async function storedWeeks(database: Database, page: readonly Entry[], today: string): Promise<StoredWeek[]> {
  const spansOf = new Map<number, Span[]>();
  for (const { id, span } of page) spansOf.set(id, [...(spansOf.get(id) ?? []), span]);
  for (const list of spansOf.values()) list.sort((a, b) => a.start - b.start);
  const wants = page.map(({ id, span }) => ({ ids: [id], first: span.start, last: span.start }));
  const [days, known, exact] = await Promise.all([
    readStretches(database, spansOf),
    readKnowledge(database, [...spansOf.keys()]),
    readWeeks(database, wants),
  ]);
  const rows = new Map<string, StoredWeek>();
  for (const [id, list] of spansOf) {
    const sums = tallies(list, days.get(id) ?? [], known.get(id)!, dayNumber(today));
    for (const [at, { views, clones }] of sums.entries()) {
      const span = list[at]!;
      const { start, ...point } = pointOf(span, 'week', views, clones, week(exact, id, span));
      rows.set(`${id} ${span.start}`, {
        repositoryId: id,
        monday: dayText(span.start),
        week: isoWeek(start),
        ...point,
      });
    }
  }
  return page.map(({ id, span }) => rows.get(`${id} ${span.start}`)!);
}
