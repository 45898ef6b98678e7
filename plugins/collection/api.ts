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
  /** The event's id (64 characters at most): one whose run ended does not collect again. */
  deliveryId?: string;
}

/** What one call of `run` did. */
export interface RunResult {
  runId: number | null;
  /** `busy`: another run holds the lease; `repeated`: this delivery's run has ended already. */
  outcome: 'ended' | 'busy' | 'repeated';
  /** Repositories tracked, those collected successfully, those that failed, those still due. */
  tracked: number;
  collected: number;
  failed: number;
  remaining: number;
  done: boolean;
  /** When the next event has something to do, where a limit stopped this one; ISO 8601. */
  nextTry: string | null;
}

/** How collecting stands, for metrics and probes. Instants are ISO 8601. */
export interface CollectionStatus {
  /** A run is at work in this process. */
  running: boolean;
  lastRun: { at: string; outcome: string; collected: number; failed: number; remaining: number } | null;
  /** The newest success of any repository, and the oldest among all tracked (of one never collected: when it was added). */
  newestSuccess: string | null;
  oldestSuccess: string | null;
  tracked: number;
  failing: number;
  /** The UTC day on which GitHub deletes a day that the repository of `oldestSuccess` still lacks; null where nothing is tracked. */
  nextLoss: string | null;
}

export interface Collection {
  /** Collects, and answers when that is done or the time for one event is over. A second caller gets `busy`. */
  run(request: RunRequest): Promise<RunResult>;
  status(): Promise<CollectionStatus>;
}
