import type { Transaction } from 'sequelize';
import type { Cache, Database } from '../database/api.js';
import { dayNumber } from './calendar.js';
import { idList, packed } from './dialect.js';
import { add, ignorance, type Kind, type Knowledge } from './knowledge.js';
import { select } from './stored.js';

interface CoverageRow {
  id: number | string;
  metric: 'views' | 'clones';
  kind: Kind;
  first: string;
  last: string;
}

type AllKnowledge = ReadonlyMap<number, Knowledge>;

/** About so many bytes are kept, and about so many takes what is known of one repository. */
const MAX_BYTES = 16 * 1024 * 1024;
const REPOSITORY_BYTES = 2_000;

const caches = new WeakMap<Database, Cache<AllKnowledge>>();

/**
 * As `readKnowledge`, kept in memory until the history changes, for what shows many repositories at once: one page asks
 * for the same several times.
 */
export function cachedKnowledge(database: Database, ids: readonly number[]): Promise<AllKnowledge> {
  let cache = caches.get(database);
  if (!cache) {
    const sizeOf = (known: AllKnowledge) => known.size * REPOSITORY_BYTES;
    cache = database.createCache({ revision: 'traffic', maxBytes: MAX_BYTES, sizeOf });
    caches.set(database, cache);
  }
  return cache.get(ids.join(), () => readKnowledge(database, ids));
}

/** What the answers so far say of each repository; all of them are present. */
export async function readKnowledge(
  database: Database,
  ids: readonly number[],
  transaction?: Transaction,
): Promise<Map<number, Knowledge>> {
  const known = new Map(ids.map((id) => [id, ignorance()]));
  if (ids.length === 0) return known;
  const text = packed(database.dialect, ['"metric"', '"kind"', '"first_day"', '"last_day"']);
  const columns = text
    ? `${text} AS "packed"`
    : '"metric", "kind", "first_day" AS "first", "last_day" AS "last"';
  const statement = `SELECT "repository_id" AS "id", ${columns} FROM "coverage" WHERE "repository_id" IN (${idList(ids)})${text ? ' GROUP BY "repository_id"' : ''}`;
  for (const row of await select<CoverageRow & { packed?: string }>(database, statement, transaction)) {
    const knowledge = known.get(Number(row.id))!;
    const rows = row.packed === undefined ? [row] : row.packed.split(' ').map(coverageRow);
    for (const { metric, kind, first, last } of rows) {
      add(knowledge, metric, kind, { first: dayNumber(first), last: dayNumber(last) });
    }
  }
  return known;
}

function coverageRow(text: string): Omit<CoverageRow, 'id'> {
  const [metric, kind, first, last] = text.split(',') as ['views' | 'clones', Kind, string, string];
  return { metric, kind, first, last };
}
