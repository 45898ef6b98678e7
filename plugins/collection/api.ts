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
  /** The event's id: one whose run ended does not collect again. */
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

export interface Collection {
  run(request: RunRequest): Promise<RunResult>;
}
