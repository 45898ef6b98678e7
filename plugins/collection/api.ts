import type { Actor } from '../events/api.js';

export type Trigger = 'event' | 'person' | 'schedule' | 'command' | 'added';

export interface RunRequest {
  trigger: Trigger;
  actor: Actor;
  /** Of these tenants only. */
  tenantIds?: number[];
  /** These repositories only (the first collection of one just added). */
  repositoryIds?: number[];
  /** All now, not only what is due (not collected successfully within 20 hours). */
  all: boolean;
  /** With `all`: what was collected since then is left out, so that a second run goes on where the first ended. */
  since?: Date;
  /** The event's id (64 characters at most): one whose run ended does not collect again. */
  deliveryId?: string;
}

/** Who is at work while a call of `run` is told to wait. */
export interface Busy {
  /** What caused the run: a `Trigger`, or null where nobody knows. */
  trigger: string | null;
  /** UTC instant, ISO 8601. */
  since: string | null;
  /** Seconds after which asking again makes sense. */
  retryAfter: number;
}

/** What one call of `run` did. */
export interface RunResult {
  runId: number | null;
  /** `busy`: another run holds the lease; `repeated`: this delivery's run has ended already. */
  outcome: 'ended' | 'busy' | 'repeated';
  /** Repositories tracked, those that were due, those collected successfully, those that failed, those still due. */
  tracked: number;
  due: number;
  collected: number;
  failed: number;
  remaining: number;
  done: boolean;
  /** Tracked repositories whose last attempt failed, in this run or an earlier one. */
  failing: number;
  /** When the next event has something to do, where a limit stopped this one; ISO 8601. */
  nextTry: string | null;
  /** With `busy`. */
  busy?: Busy;
  /** How each repository that was due stands after the run. */
  repositories: ReadonlyMap<number, 'collected' | 'failed' | 'waiting'>;
}

/**
 * `idle`: nothing is tracked. `well`: all is collected. `failing`: some repositories fail. `late`: some were not collected
 * for more than a day. `stopped`: nothing at all was collected for two days.
 */
export type CollectionState = 'idle' | 'well' | 'failing' | 'late' | 'stopped';

/** How collecting stands, for metrics and probes. Instants are ISO 8601. */
export interface CollectionStatus {
  state: CollectionState;
  /** A run is at work in this process. */
  running: boolean;
  lastRun: { at: string; outcome: string; collected: number; failed: number; remaining: number } | null;
  /** The newest success of any repository, and the oldest among all tracked (of one never collected: when it was added). */
  newestSuccess: string | null;
  oldestSuccess: string | null;
  tracked: number;
  failing: number;
  /** Tracked repositories by their state; they add up to `tracked`. */
  repositories: { collected: number; late: number; failing: number; waiting: number };
  /** The newest UTC day that GitHub gave of any repository in the last runs, or null. */
  newestDay: string | null;
  /** The UTC day on which GitHub deletes a day that the repository of `oldestSuccess` still lacks; null where nothing is tracked. */
  nextLoss: string | null;
}

export interface Collection {
  /** Collects, and answers when that is done or the time for one event is over. A second caller gets `busy`. */
  run(request: RunRequest): Promise<RunResult>;
  status(): Promise<CollectionStatus>;
  /** Looks now, as it does every hour, whether something must be told to the system log. */
  watch(): Promise<void>;
}
