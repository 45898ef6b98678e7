import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { RunRequest, RunResult } from './api.js';
import { type Prepared, perform, prepare, type RunPlugins } from './perform.js';
import type { Work } from './progress.js';
import { runFact } from './record.js';

export interface Runner {
  /** Begins; answers at once whether it did, and `result` when it is done. `result` rejects only where nothing could be written. */
  start(request: RunRequest): Promise<{ begun: boolean; result: Promise<RunResult> }>;
  /** The run at work in this process, if there is one. */
  work(): Work | null;
  /** Lets the repositories at work come to their end (seconds at most), and begins nothing more. */
  stop(): Promise<void>;
}

/** A stop has five seconds in all; what is still at work then is lost to the process, not to the history. */
const STOP_MS = 3_500;
const NONE = { due: 0, collected: 0, incomplete: 0, failed: 0, remaining: 0 };

/** One run at a time under the lease; first collections of single repositories beside it. */
export function runner(plugins: RunPlugins): Runner {
  const { database, deliveries, leases, runs, events } = plugins;
  const active = new Map<Promise<RunResult>, Prepared>();
  let stopping = false;

  /** An event that led to no run leaves its row all the same. */
  async function nothing(request: RunRequest, outcome: 'busy' | 'repeated', runId: number | null) {
    const run = runId === null ? null : await runs.of(runId);
    const told = { request, runId, outcome, tracked: run?.tracked ?? 0, counts: NONE, failures: [] };
    await events.note(runFact({ ...told, seconds: 0, purged: 0, nextTry: null }));
    const { collected = 0, failed = 0, remaining = 0, tracked = 0, next_try = null } = run ?? {};
    const done = outcome === 'repeated' && remaining === 0;
    const nextTry = next_try && new Date(next_try).toISOString();
    const result = { runId, outcome, tracked, collected, failed, remaining, done, nextTry };
    return { begun: false, result: Promise.resolve(result) };
  }

  async function start(request: RunRequest): ReturnType<Runner['start']> {
    const { deliveryId, repositoryIds } = request;
    const earlier = deliveryId ? await deliveries.runOf(deliveryId) : null;
    if (earlier !== null) return nothing(request, 'repeated', earlier);
    const holder = repositoryIds ? null : randomUUID();
    if (stopping || (holder && !(await leases.take(holder)))) return nothing(request, 'busy', null);
    const prepared = await prepare(plugins, request, holder);
    const result = perform(plugins, prepared);
    active.set(result, prepared);
    const over = () => void active.delete(result);
    result.then(over, over);
    return { begun: true, result };
  }

  return {
    // What somebody's request has begun outlives it, and is the app's own work.
    start: (request) => database.within('everything', () => start(request)),
    work: () => [...active.values()].find(({ holder }) => holder !== null)?.work ?? null,
    async stop() {
      stopping = true;
      for (const { work } of active.values()) work.shared.gate.close();
      const waited = new AbortController();
      const patience = pause(STOP_MS, undefined, { signal: waited.signal }).catch(() => undefined);
      await Promise.race([Promise.allSettled(active.keys()), patience]);
      waited.abort();
    },
  };
}
