import type { Database } from '../database/api.js';
import type { Traffic } from '../traffic/api.js';

/** What is asked again and again for different screens: the answers about many repositories are dear. */
const READS = [
  'series',
  'sum',
  'totals',
  'compare',
  'days',
  'weeks',
  'newestCounts',
  'coverage',
  'extent',
  'snapshot',
  'snapshotCourse',
  'fortnights',
] as const satisfies readonly (keyof Traffic)[];

/** About so many bytes of answers are kept, and about so many is one of their rows. */
const MAX_BYTES = 64 * 1024 * 1024;
const ROW_BYTES = 250;

/** Traffic as one request sees it: `request` keeps it to the revisions that were read for that. */
export type CachedTraffic = (request: object) => Traffic;

/**
 * Gives traffic's reads with a memory: while the revision stands still the same question gets the same answer, and no
 * caller may change one. The sorting and paging of a screen then cost no more than its rows.
 */
export function cachedTraffic(traffic: Traffic, database: Pick<Database, 'createCache'>): CachedTraffic {
  const cache = database.createCache<unknown>({
    revision: 'traffic',
    maxBytes: MAX_BYTES,
    sizeOf: (answer) => ROW_BYTES * (1 + rowsIn(answer)),
  });
  return (request) => {
    const reads = READS.map((name) => {
      const read = traffic[name] as (...args: unknown[]) => Promise<unknown>;
      const cached = (...args: unknown[]) =>
        cache.get(`${name} ${JSON.stringify(args)}`, () => read(...args), request);
      return [name, cached];
    });
    return { ...traffic, ...Object.fromEntries(reads) } as Traffic;
  };
}

/** How many rows an answer has, those of its lists included. */
function rowsIn(answer: unknown): number {
  if (answer instanceof Map) return rowsOfEach(answer.values());
  if (Array.isArray(answer)) return rowsOfEach(answer);
  const lists = Object.values(answer ?? {}).filter(Array.isArray);
  return lists.reduce((sum, list) => sum + list.length, 1);
}

function rowsOfEach(values: Iterable<unknown>): number {
  let rows = 0;
  for (const value of values) rows += Array.isArray(value) ? value.length : 1;
  return rows;
}
