import type { Database } from '../database/api.js';
import type { Period, StoredDay } from './api.js';
import { dayNumber } from './calendar.js';
import { readKnowledge } from './recall.js';
import { readDays, WIDTH } from './stored.js';
import { storedDays } from './stored-day.js';

/** Rows of a batch, about: so few that nobody notices having to wait until one is made. */
const BATCH = 300;
/** Repositories read together at most, for when a row of small ones is followed by large ones. */
const TOGETHER = 32;
const ALWAYS: Period = { from: '1970-01-01', to: '9999-12-31' };

/** All stored days of the repositories in batches, by repository (in the given order) and day. */
export async function* exportDays(
  database: Database,
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
    const known = await readKnowledge(database, some);
    const days = await readDays(database, [{ ids: some, first, last }]);
    let read = 0;
    for (const id of some) {
      const rows = days.get(id) ?? [];
      read += rows.length / WIDTH;
      for (let from = 0; from < rows.length; from += BATCH * WIDTH) {
        const piece = rows.slice(from, from + BATCH * WIDTH);
        batch = batch.concat(storedDays(id, piece, known.get(id)!, now));
        if (batch.length < BATCH) continue;
        yield batch;
        batch = [];
      }
    }
    const each = read / some.length;
    together = Math.max(1, Math.min(TOGETHER, together * 2, Math.floor(BATCH / Math.max(1, each))));
  }
  if (batch.length > 0) yield batch;
}
