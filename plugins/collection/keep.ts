import { commitRound, later } from './commit.js';
import type { Job } from './due.js';
import { failureOf, notSaved } from './failure.js';
import type { Fetched } from './round.js';
import type { Plugins, Shared } from './shared.js';

/** Where so many repositories in a row cannot be written down, asking GitHub for more is in vain. */
const REFUSED_AT_MOST = 10;

/**
 * Writes down what one half of a round brought; answers whether it is kept. What the database does not take fails this repository,
 * not the run. Never throws.
 */
export async function keep(plugins: Plugins, shared: Shared, job: Job, fetched: Fetched): Promise<boolean> {
  const { tally, asked } = shared;
  const { repository } = job;
  const kind = fetched.failure?.class;
  if (fetched.harvests.length === 0 && (!kind || kind === 'limit')) return false;
  try {
    const { kept, newest } = await commitRound(plugins, repository, job, fetched, shared.newest);
    shared.refused = 0;
    if (kept) {
      shared.newest = later(shared.newest, newest);
      for (const { askedDay } of fetched.harvests) {
        const ids = asked.get(askedDay) ?? new Set();
        asked.set(askedDay, ids.add(repository.id));
      }
      tally.settled(job, fetched);
    } else tally.dropped(job);
    return kept;
  } catch (error) {
    plugins.strange(error);
    const fault = plugins.database.fault(error);
    const failure = fault ? notSaved(fault) : failureOf(error, null)!;
    tally.failed(job, failure);
    shared.refused += 1;
    if (shared.refused >= REFUSED_AT_MOST) shared.gate.close();
    const nothing = { harvests: [], facts: null, failure, daily: false, rest: false, over: true };
    // Where even this cannot be written, the run's own event still names the repository.
    await commitRound(plugins, repository, job, nothing, null).catch(plugins.strange);
    return false;
  }
}
