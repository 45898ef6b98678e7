import type { Transaction } from 'sequelize';
import type { Plugins, Shared } from './shared.js';

const HIDDEN_FOR_MS = 30 * 86_400_000;
/** Repositories settled in one transaction: short enough for readers and other writers. */
const AT_A_TIME = 500;

/** Days absent before the run's newest day are zero also for repositories merged before that day was seen. */
export async function settle({ database, traffic }: Plugins, { asked, newest }: Shared): Promise<void> {
  if (!newest) return;
  for (const [askedDay, all] of asked) {
    const ids = [...all];
    for (let from = 0; from < ids.length; from += AT_A_TIME) {
      const some = ids.slice(from, from + AT_A_TIME);
      const work = (transaction: Transaction) => traffic.settle(transaction, some, askedDay, newest, 'soon');
      await database.write(work);
    }
  }
}

/** Deletes for good what was removed thirty days ago; answers how many. */
export function purge({ repositories, github }: Plugins): Promise<number> {
  return repositories.purge(new Date(github.clocks().earlier.getTime() - HIDDEN_FOR_MS));
}
