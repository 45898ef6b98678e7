import type { Lane } from './lane.js';
import type { Shared } from './shared.js';
import type { Counts } from './tally.js';

/** A run at work in this process. */
export interface Work {
  runId: number;
  startedAt: Date;
  tracked: number;
  lanes: Lane[];
  shared: Shared;
}

/** How far a run is, as a person sees it. Instants are ISO 8601. */
export interface Progress {
  runId: number;
  startedAt: string;
  /** Repositories whose turn has come, collected or failed, and all that were due. */
  done: number;
  counts: Counts;
  /** Whole minutes that are left at the rate so far; null where it cannot be said. */
  minutesLeft: number | null;
  /** Until when GitHub lets the accounts concerned wait; null where it does not. */
  waitingUntil: string | null;
  /** The last that failed, newest first. */
  failures: { repositoryId: number; name: string; class: string; advice: string; quote: string | null }[];
}

const SHOWN = 10;

/** The progress of the tenants' repositories, or of all. */
export function progressOf(work: Work, now: Date, tenantIds?: number[]): Progress {
  const { runId, startedAt, shared, lanes } = work;
  const counts = shared.tally.counts(tenantIds);
  const done = counts.collected + counts.failed;
  const elapsed = now.getTime() - startedAt.getTime();
  const left = counts.due - done;
  const own = lanes.filter((lane) => !tenantIds || tenantIds.includes(lane.tenantId));
  const waits = own.map(({ account }) => shared.waits.get(account)?.getTime() ?? 0);
  const waiting = Math.max(0, ...waits);
  return {
    runId,
    startedAt: startedAt.toISOString(),
    done,
    counts,
    minutesLeft: done > 0 && elapsed > 0 ? Math.ceil(((elapsed / done) * left) / 60_000) : null,
    waitingUntil: waiting > now.getTime() ? new Date(waiting).toISOString() : null,
    failures: shared.tally.failures
      .filter(({ tenantId }) => !tenantIds || tenantIds.includes(tenantId))
      .slice(-SHOWN)
      .reverse(),
  };
}
