import type { Database } from '../database/api.js';
import type { Period, StoredDay } from './api.js';
import { dayNumber } from './calendar.js';
import { readKnowledge } from './recall.js';
import { readDays } from './stored.js';
import { storedDays } from './stored-day.js';
import type { Turn } from './turns.js';

/** Rows of a batch, about: enough that the database's overhead is small, few enough that nobody waits for one. */
const BATCH = 1000;
/** Repositories read together at most, for when a row of small ones is followed by large ones. */
const TOGETHER = 32;
const ALWAYS: Period = { from: '1970-01-01', to: '9999-12-31' };

/**
 * All stored days of the repositories in batches, by repository (in the given order) and day. Exports read in turns:
 * however many there are, a page waits for one read of theirs at most.
 */
export async function* exportDays(
  database: Database,
  turn: Turn,
  ids: readonly number[],
  period: Period | null,
  today: string,
): AsyncGenerator<StoredDay[], void, undefined> {
  const { from, to } = period ?? ALWAYS;
  const [first, last, now] = [dayNumber(from), dayNumber(to), dayNumber(today)];
  let batch: StoredDay[] = [];
  let together = 1;
  for (let at = 0; at < ids.length; ) {
    const some = ids.slice(at, at + together);
    at += some.length;
    const [known, days] = await turn(async () => [
      await readKnowledge(database, some),
      await readDays(database, [{ ids: some, first, last }]),
    ]);
    const before = batch.length;
    for (const id of some) {
      const rows = days.get(id);
      // Not push(...rows): ten years as arguments are too many for some stacks, and slow.
      if (rows) batch = batch.concat(storedDays(id, rows, known.get(id)!, now));
    }
    const each = (batch.length - before) / some.length;
    together = Math.max(1, Math.min(TOGETHER, together * 2, Math.floor(BATCH / Math.max(1, each))));
    if (batch.length >= BATCH || at >= ids.length) {
      if (batch.length > 0) yield batch;
      batch = [];
    }
  }
}
