import type { RunRequest, RunResult } from './api.js';
import { isOutside } from './assessment.js';
import type { Deliveries } from './deliveries.js';
import { endRun } from './ending.js';
import { purge, settle } from './finish.js';
import { gate } from './gate.js';
import { startHeartbeat } from './heartbeat.js';
import { workLane } from './lane.js';
import { lanesOf } from './lanes.js';
import type { Leases } from './leases.js';
import type { Overview } from './overview.js';
import { ping } from './ping.js';
import { planOf } from './plan.js';
import type { Work } from './progress.js';
import { interruptedFact } from './record.js';
import type { RunFigures } from './run-figures.js';
import type { Runs } from './runs.js';
import type { Plugins, Shared } from './shared.js';
import { tally } from './tally.js';

export interface RunPlugins extends Plugins {
  runs: Runs;
  leases: Leases;
  deliveries: Deliveries;
  overview: Overview;
  figures: RunFigures;
  budgetSeconds: number;
  pingUrl: string | undefined;
  fetch: typeof fetch;
  /** Says something to the operator that ends nothing. */
  log(message: string): void;
}

export interface Prepared {
  request: RunRequest;
  /** Who holds the lease; null for a run beside it. */
  holder: string | null;
  work: Work;
}

/** Looks what is due and makes the run's row. Gives the lease back where that fails. */
export async function prepare(
  plugins: RunPlugins,
  request: RunRequest,
  holder: string | null,
): Promise<Prepared> {
  const { now, runs, database, leases } = plugins;
  try {
    const startedAt = now();
    // Whoever holds the lease is the only one at work, so an older row without an end has none to come.
    if (holder) await closeInterrupted(plugins);
    const { tracked, jobs } = await planOf(plugins, request);
    const runId = await runs.begin(request, tracked, jobs.length);
    const deadline = new Date(startedAt.getTime() + plugins.budgetSeconds * 1000);
    const fresh = { waits: new Map(), newest: null, asked: new Map(), refused: 0 };
    const shared: Shared = { gate: gate(deadline, now), tally: tally(jobs), deadline, ...fresh };
    // Whoever adds a repository has tried the token just before.
    const lanes = await lanesOf(plugins, jobs, holder !== null);
    return { request, holder, work: { runId, startedAt, tracked, lanes, shared } };
  } catch (error) {
    if (holder)
      await database.write((transaction) => leases.release(transaction, holder)).catch(plugins.strange);
    throw error;
  }
}

/** Closes the runs that a killed process left behind, and says so in the system log. */
export async function closeInterrupted({
  database,
  runs,
  events,
}: Pick<RunPlugins, 'database' | 'runs' | 'events'>): Promise<void> {
  await database.write(async (transaction) => {
    for (const run of await runs.interrupt(transaction))
      await events.record(transaction, interruptedFact(run));
  });
}

/** Works the run off to its end or its deadline, and writes down what came of it. */
export async function perform(plugins: RunPlugins, prepared: Prepared): Promise<RunResult> {
  const { request, holder, work } = prepared;
  const { shared, lanes } = work;
  const endHeartbeat = startHeartbeat(plugins, prepared);
  try {
    await Promise.all(lanes.map((lane) => workLane(plugins, shared, lane)));
    await settle(plugins, shared);
    const purged = holder ? await purge(plugins) : 0;
    const result = await endRun(plugins, prepared, 'ended', purged);
    plugins.figures.ended(request, result, plugins.now().getTime() - work.startedAt.getTime());
    return { ...result, failing: holder ? await concluded(plugins, prepared, result) : result.failed };
  } catch (error) {
    plugins.strange(error);
    plugins.figures.broke(request);
    await endRun(plugins, prepared, 'failed', 0, error).catch(plugins.strange);
    throw error;
  } finally {
    await endHeartbeat();
    shared.gate.end();
  }
}

/** Looks how collecting stands after a run; where all is well, whoever waits for that hears of it. Answers how many fail. */
async function concluded(
  plugins: RunPlugins,
  { work }: Prepared,
  { tracked, failed, remaining }: Pick<RunResult, 'tracked' | 'failed' | 'remaining'>,
): Promise<number> {
  const { overview, pingUrl, events, strange } = plugins;
  overview.forget();
  try {
    const { well, counts } = await overview.assessment();
    // What could not even be written down shows in the run alone.
    const outside = work.shared.tally.failures.every(({ class: errorClass }) => isOutside(errorClass));
    if (well && outside && remaining === 0 && tracked > 0) await ping(pingUrl, events, plugins.fetch);
    return Math.max(counts.failing, failed);
  } catch (error) {
    // The run itself has been written down.
    strange(error);
    return failed;
  }
}
