import type { Database } from '../database/api.js';
import type { SortColumn, StoredWeek, TableQuery } from './api.js';
import { type Span, spans } from './buckets.js';
import { dayNumber, dayText, isoWeek, mondayNumber } from './calendar.js';
import { type ExactWeek, pointOf, tallies } from './figures.js';
import type { Knowledge } from './knowledge.js';
import { readKnowledge } from './recall.js';
import { readWeeks, week } from './series.js';
import { chunks, type Rows, readDays, WIDTH } from './stored.js';
import { readStretches } from './unsettled.js';

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
  let rank = 0;
  for (const some of chunks(ids, within.last - within.first + 1)) {
    const days = await readDays(database, [{ ids: some, ...within }]);
    const [exact, known] = byUniques
      ? await Promise.all([readWeeks(database, [{ ids: some, ...within }]), readKnowledge(database, some)])
      : [new Map<string, ExactWeek>(), new Map<number, Knowledge>()];
    for (const id of some) {
      const rows = days.get(id) ?? [];
      for (const { index, sums, at } of addUp(rows, mondayNumber(within.first))) {
        const span = list[index]!;
        const uniques = byUniques
          ? shownUniques(span, rows.slice(at, at + 7 * WIDTH), known.get(id)!, week(exact, id, span))
          : null;
        entries.push({ id, rank, span, value: sortValue(query.sort, sums, rank, uniques) });
      }
      rank += 1;
    }
  }
  return entries;
}

/** The exact uniques that the row shows: of metrics that are known on every day of the week. */
function shownUniques(
  span: Span,
  rows: Rows,
  knowledge: Knowledge,
  exact: ExactWeek | null,
): ExactWeek | null {
  if (!exact) return null;
  const [sum] = tallies([span], rows, knowledge, span.last);
  return { visitors: sum!.views.exact(exact.visitors), cloners: sum!.clones.exact(exact.cloners) };
}

type Sums = [views: number, visitors: number, clones: number, cloners: number];

// The rows ascend, so a week ends where the next begins.
function addUp(rows: Rows, firstMonday: number): { index: number; sums: Sums; at: number }[] {
  const weeks: { index: number; sums: Sums; at: number }[] = [];
  let [index, sums]: [number, Sums] = [-1, [0, 0, 0, 0]];
  for (let at = 0; at < rows.length; at += WIDTH) {
    const now = Math.floor((rows[at]! - firstMonday) / 7);
    if (now !== index) {
      [index, sums] = [now, [0, 0, 0, 0]];
      weeks.push({ index, sums, at });
    }
    for (let cell = 0; cell < 4; cell += 1) sums[cell]! += rows[at + 2 + cell]!;
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
