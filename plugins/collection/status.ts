import type { Repositories } from '../repositories/api.js';
import type { Tenancy } from '../tenancy/api.js';
import type { CollectionStatus } from './api.js';
import type { Attempts } from './attempts.js';
import type { Runner } from './run.js';
import type { Runs } from './runs.js';

const DAY = 86_400_000;
/** The day before a collection was only seen growing; GitHub deletes it when it is 14 days old. */
const LOST_AFTER = 13 * DAY;

export interface StatusPlugins {
  tenancy: Tenancy;
  repositories: Repositories;
  attempts: Attempts;
  runs: Runs;
  runner: Runner;
}

/** How collecting stands, in a few queries whatever the number of repositories. */
export async function statusOf(plugins: StatusPlugins): Promise<CollectionStatus> {
  const { tenancy, repositories, attempts, runs, runner } = plugins;
  const tenants = (await tenancy.tenants()).map(({ id }) => id);
  const tracked = tenants.length > 0 ? await repositories.tracked(tenants) : [];
  const known = await attempts.all();
  const [run] = await runs.latest(1);
  let newest = 0;
  let oldest = Number.POSITIVE_INFINITY;
  let failing = 0;
  for (const { id, addedAt } of tracked) {
    const attempt = known.get(id);
    const success = attempt?.last_success ? new Date(attempt.last_success).getTime() : 0;
    newest = Math.max(newest, success);
    oldest = Math.min(oldest, success || Date.parse(addedAt));
    if (attempt?.error_class) failing += 1;
  }
  const some = tracked.length > 0;
  return {
    running: runner.work() !== null,
    lastRun: run
      ? {
          at: new Date(run.ended_at ?? run.started_at).toISOString(),
          outcome: run.outcome,
          collected: Number(run.collected),
          failed: Number(run.failed),
          remaining: Number(run.remaining),
        }
      : null,
    newestSuccess: newest > 0 ? new Date(newest).toISOString() : null,
    oldestSuccess: some ? new Date(oldest).toISOString() : null,
    tracked: tracked.length,
    failing,
    nextLoss: some ? new Date(oldest + LOST_AFTER).toISOString().slice(0, 10) : null,
  };
}
