import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Busy, RunRequest, RunResult } from './api.js';
import { type Prepared, perform, prepare, type RunPlugins } from './perform.js';
import type { Work } from './progress.js';
import { runFact } from './record.js';

export interface Runner {
  /** Begins; answers at once whether it did, and `result` when it is done. `result` rejects only where nothing could be written. */
  start(request: RunRequest): Promise<{ begun: boolean; result: Promise<RunResult> }>;
  /** The run at work in this process, if there is one. */
  work(): Work | null;
  /** Calls back whenever a run under the lease has ended here, however it did. */
  onEnd(listener: () => void): void;
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
  const listeners: (() => void)[] = [];
  // A lease of this process whose run could not give it back (the database was away) keeps nobody waiting.
  const process = randomUUID().slice(0, 23);
  const living = new Set<string>();
  let count = 0;
  let stopping = false;
  const isGone = (holder: string) => holder.startsWith(`${process}/`) && !living.has(holder);

  async function take(request: RunRequest): Promise<string | null> {
    if (stopping) return null;
    count += 1;
    const holder = `${process}/${count}`;
    living.add(holder);
    try {
      if (await leases.take(holder, request.trigger, isGone)) return holder;
    } catch (error) {
      living.delete(holder);
      throw error;
    }
    living.delete(holder);
    return null;
  }

  async function busy(): Promise<Busy> {
    const holding = await leases.holding();
    const [newest] = holding?.since ? [] : await runs.latest(1);
    const since = holding?.since ?? (newest && !newest.ended_at ? new Date(newest.started_at) : null);
    return {
      trigger: holding?.cause ?? null,
      since: since?.toISOString() ?? null,
      retryAfter: holding?.secondsLeft ?? 1,
    };
  }

  /** An event that led to no run leaves its row all the same. */
  async function nothing(request: RunRequest, outcome: 'busy' | 'repeated', runId: number | null) {
    const run = runId === null ? null : await runs.of(runId);
    const told = { request, runId, outcome, tracked: run?.tracked ?? 0, counts: NONE, failures: [] };
    await events.note(runFact({ ...told, seconds: 0, purged: 0, nextTry: null }));
    const { due = 0, collected = 0, failed = 0, remaining = 0, next_try = null } = run ?? {};
    const tracked = run ? run.tracked : (await plugins.overview.assessment()).tracked;
    const result: RunResult = {
      ...{ runId, outcome, tracked, due, collected, failed, remaining, failing: failed },
      done: outcome === 'repeated' && remaining === 0,
      nextTry: next_try && new Date(next_try).toISOString(),
      repositories: new Map(),
      ...(outcome === 'busy' && { busy: await busy() }),
    };
    return { begun: false, result: Promise.resolve(result) };
  }

  async function start(request: RunRequest): ReturnType<Runner['start']> {
    const { deliveryId, repositoryIds } = request;
    const earlier = deliveryId ? await deliveries.runOf(deliveryId) : null;
    if (earlier !== null) return nothing(request, 'repeated', earlier);
    const holder = repositoryIds ? null : await take(request);
    if (stopping && holder) await database.write((transaction) => leases.release(transaction, holder));
    if (stopping || (holder === null && !repositoryIds)) return nothing(request, 'busy', null);
    const over = () => {
      if (holder === null) return;
      living.delete(holder);
      for (const listener of listeners) listener();
    };
    const prepared = await prepare(plugins, request, holder).catch((error) => {
      over();
      throw error;
    });
    const result = perform(plugins, prepared).finally(() => {
      active.delete(result);
      over();
    });
    active.set(result, prepared);
    // Whoever began it may not wait for it.
    result.catch(() => undefined);
    return { begun: true, result };
  }

  return {
    // What somebody's request has begun outlives it, and is the app's own work.
    start: (request) => database.within('everything', () => start(request)),
    work: () => [...active.values()].find(({ holder }) => holder !== null)?.work ?? null,
    onEnd: (listener) => void listeners.push(listener),
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
