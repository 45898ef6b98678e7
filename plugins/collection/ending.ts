import type { Database } from '../database/api.js';
import type { RunResult } from './api.js';
import type { Prepared, RunPlugins } from './perform.js';
import { runFact } from './record.js';

/** Writes down in one transaction what came of a run, and gives its lease back. */
export async function endRun(
  { database, events, runs, leases, deliveries, tenancy, traffic, now }: RunPlugins,
  { request, holder, work }: Prepared,
  outcome: 'ended' | 'failed',
  purged: number,
  error?: unknown,
): Promise<Omit<RunResult, 'failing'>> {
  const { runId, startedAt, tracked, shared } = work;
  const counts = shared.tally.counts();
  const waits = [...shared.waits.values()].sort((a, b) => a.getTime() - b.getTime());
  const nextTry = counts.remaining > 0 ? (waits[0] ?? null) : null;
  const present = (await tenancy.tenants()).map(({ id }) => id);
  const tenants = shared.tally.tenantIds().filter((id) => present.includes(id));
  const byTenant = new Map(tenants.map((id) => [id, shared.tally.counts([id])]));
  const seconds = (now().getTime() - startedAt.getTime()) / 1000;
  const told = { request, runId, outcome, tracked, counts, failures: shared.tally.failures };
  const fact = runFact({ ...told, seconds, purged, nextTry, why: reasonOf(database, error) });
  await database.write(async (transaction) => {
    await runs.end(transaction, runId, { outcome, counts, byTenant, nextTry, newestDay: shared.newest });
    if (request.deliveryId && outcome === 'ended')
      await deliveries.ended(transaction, request.deliveryId, runId);
    if (holder) await leases.release(transaction, holder);
    await events.record(transaction, fact);
    if (shared.asked.size > 0) await traffic.publish(transaction);
  });
  const { due, collected, failed, remaining } = counts;
  return {
    ...{ runId, outcome: 'ended', tracked, due, collected, failed, remaining },
    done: remaining === 0,
    nextTry: nextTry?.toISOString() ?? null,
    repositories: shared.tally.outcomes(),
  };
}

// The whole error goes to the process's log; of others than the database's nobody knows what their words hold.
function reasonOf(database: Pick<Database, 'fault'>, error: unknown): string | undefined {
  if (error === undefined) return undefined;
  const fault = database.fault(error);
  if (!fault) return 'a fault of the app, which its own log tells';
  return `${fault.reason}${fault.quote ? ` (“${fault.quote}”)` : ''}; ${fault.advice}`;
}
