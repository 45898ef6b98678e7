import type { Database } from '../database/api.js';
import { type Rows, readDays } from './stored.js';
import type { Stretch } from './stretches.js';

/** The stored days of each repository's stretches; those that have the same stretch are read together. */
export async function readStretches(
  database: Database,
  stretches: ReadonlyMap<number, readonly Stretch[]>,
): Promise<Map<number, Rows>> {
  const wants = new Map<string, Stretch & { ids: number[] }>();
  for (const [id, list] of stretches) {
    for (const { first, last } of list) {
      const want = wants.get(`${first} ${last}`) ?? { ids: [], first, last };
      want.ids.push(id);
      wants.set(`${first} ${last}`, want);
    }
  }
  return readDays(database, [...wants.values()]);
}
