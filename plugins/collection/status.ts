import type { CollectionStatus } from './api.js';
import type { Overview } from './overview.js';
import type { Runner } from './run.js';

const text = (at: Date | null): string | null => at?.toISOString() ?? null;

/** How collecting stands, for probes and figures. */
export async function statusOf({
  overview,
  runner,
}: {
  overview: Overview;
  runner: Runner;
}): Promise<CollectionStatus> {
  const [assessment, run] = await Promise.all([overview.assessment(), overview.lastRun()]);
  const { state, tracked, counts, newestSuccess, oldestSuccess, nextLoss } = assessment;
  return {
    state,
    running: runner.work() !== null,
    lastRun: run && {
      at: new Date(run.ended_at ?? run.started_at).toISOString(),
      outcome: run.outcome,
      collected: Number(run.collected),
      failed: Number(run.failed),
      remaining: Number(run.remaining),
    },
    newestSuccess: text(newestSuccess),
    oldestSuccess: text(oldestSuccess),
    tracked,
    failing: counts.failing,
    repositories: counts,
    nextLoss: nextLoss?.toISOString().slice(0, 10) ?? null,
    newestDay: await overview.newestDay(),
  };
}

/** What anybody may know of it: no names and no numbers of tenants or repositories. */
export async function reportOf({ overview }: { overview: Overview }): Promise<object> {
  const [{ state, newestSuccess, nextLoss }, run] = await Promise.all([
    overview.assessment(),
    overview.lastRun(),
  ]);
  return {
    state,
    lastSuccess: text(newestSuccess),
    lastRun: run && new Date(run.started_at).toISOString(),
    nextLoss: nextLoss?.toISOString().slice(0, 10) ?? null,
  };
}
