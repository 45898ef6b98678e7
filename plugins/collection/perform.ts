import type { RunRequest, RunResult } from './api.js';
import type { Deliveries } from './deliveries.js';
import { purge, settle } from './finish.js';
import { gate } from './gate.js';
import { workLane } from './lane.js';
import { lanesOf } from './lanes.js';
import type { Leases } from './leases.js';
import { ping } from './ping.js';
import { planOf } from './plan.js';
import type { Work } from './progress.js';
import { runFact } from './record.js';
import type { Runs } from './runs.js';
import type { Plugins, Shared } from './shared.js';
import { tally } from './tally.js';

export interface RunPlugins extends Plugins {
  runs: Runs;
  leases: Leases;
  deliveries: Deliveries;
  budgetSeconds: number;
  pingUrl: string | undefined;
  fetch: typeof fetch;
}

export interface Prepared {
  request: RunRequest;
  /** Who holds the lease; null for a run beside it. */
  holder: string | null;
  work: Work;
}

/** How often a run shows that it lives: the lease is prolonged, and other processes see how far it is. */
const BEAT_MS = 5_000;

/** Looks what is due and makes the run's row. Gives the lease back where that fails. */
export async function prepare(
  plugins: RunPlugins,
  request: RunRequest,
  holder: string | null,
): Promise<Prepared> {
  const { now, runs, database, leases } = plugins;
  try {
    const startedAt = now();
    const { tracked, jobs } = await planOf(plugins, request);
    const runId = await runs.begin(request, tracked, jobs.length);
    const deadline = new Date(startedAt.getTime() + plugins.budgetSeconds * 1000);
    const fresh = { waits: new Map(), newest: null, asked: new Map(), refused: 0 };
    const shared: Shared = { gate: gate(deadline, now), tally: tally(jobs), deadline, ...fresh };
    // Whoever adds a repository has tried the token just before.
    const lanes = await lanesOf(plugins, jobs, holder !== null);
    return { request, holder, work: { runId, startedAt, tracked, lanes, shared } };
  } catch (error) {
    if (holder) await database.write((transaction) => leases.release(transaction, holder));
    throw error;
  }
}

/** Works the run off to its end or its deadline, and writes down what came of it. */
export async function perform(plugins: RunPlugins, prepared: Prepared): Promise<RunResult> {
  const { holder, work } = prepared;
  const { shared, lanes } = work;
  const beat = setInterval(() => void showLife(plugins, prepared), BEAT_MS);
  try {
    await Promise.all(lanes.map((lane) => workLane(plugins, shared, lane)));
    await settle(plugins, shared);
    const purged = holder ? await purge(plugins) : 0;
    const result = await end(plugins, prepared, 'ended', purged);
    if (holder && (result.collected > 0 || result.failed === 0))
      await ping(plugins.pingUrl, plugins.events, plugins.fetch);
    return result;
  } catch (error) {
    plugins.strange(error);
    await end(plugins, prepared, 'failed', 0).catch(plugins.strange);
    throw error;
  } finally {
    clearInterval(beat);
    shared.gate.end();
  }
}

// Who was frozen for so long that another took over stops: its repositories are the other's now.
async function showLife({ leases, runs, strange }: RunPlugins, { holder, work }: Prepared): Promise<void> {
  try {
    if (holder && !(await leases.renew(holder))) work.shared.gate.close();
    else await runs.beat(work.runId, work.shared.tally.counts());
  } catch (error) {
    strange(error);
  }
}

async function end(
  { database, events, runs, leases, deliveries, tenancy, traffic, now }: RunPlugins,
  { request, holder, work }: Prepared,
  outcome: 'ended' | 'failed',
  purged: number,
): Promise<RunResult> {
  const { runId, startedAt, tracked, shared } = work;
  const counts = shared.tally.counts();
  const waits = [...shared.waits.values()].sort((a, b) => a.getTime() - b.getTime());
  const nextTry = counts.remaining > 0 ? (waits[0] ?? null) : null;
  const present = (await tenancy.tenants()).map(({ id }) => id);
  const tenants = shared.tally.tenantIds().filter((id) => present.includes(id));
  const byTenant = new Map(tenants.map((id) => [id, shared.tally.counts([id])]));
  const seconds = (now().getTime() - startedAt.getTime()) / 1000;
  const told = { request, runId, outcome, tracked, counts, failures: shared.tally.failures };
  const fact = runFact({ ...told, seconds, purged, nextTry });
  await database.write(async (transaction) => {
    await runs.end(transaction, runId, { outcome, counts, byTenant, nextTry });
    if (request.deliveryId && outcome === 'ended')
      await deliveries.ended(transaction, request.deliveryId, runId);
    if (holder) await leases.release(transaction, holder);
    await events.record(transaction, fact);
    if (shared.asked.size > 0) await traffic.publish(transaction);
  });
  const { collected, failed, remaining } = counts;
  const done = remaining === 0;
  return {
    runId,
    outcome: 'ended',
    tracked,
    collected,
    failed,
    remaining,
    done,
    nextTry: nextTry?.toISOString() ?? null,
  };
}
