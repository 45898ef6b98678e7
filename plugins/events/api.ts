import type { Transaction } from 'sequelize';

export type Level = 'info' | 'warning' | 'error';

/** Who did it. A person has a user id, issuer and subject; the cron event, the schedule and commands have a name only. */
export interface Actor {
  name: string;
  userId?: number;
  issuer?: string;
  subject?: string;
  address?: string;
}

/** What happened. `message` is one sentence for a person; `details` are flat values for machines. Never a secret. */
export interface Fact {
  level: Level;
  /** `<plugin>.<what happened>`, e.g. `repositories.added`, `collection.run`. */
  kind: string;
  message: string;
  actor?: Actor;
  tenantId?: number;
  repositoryId?: number;
  /** What it was done to, in words (a user's name, a tenant's name). */
  target?: string;
  details?: Record<string, string | number | boolean | null>;
}

export interface RecordedEvent extends Fact {
  id: number;
  /** UTC instant, ISO 8601. */
  at: string;
}

export interface EventFilter {
  level?: Level;
  kind?: string;
  tenantId?: number;
  /** Any of these. */
  kinds?: string[];
  tenantIds?: number[];
  /** Case-insensitive substring of message, kind, actor or target. */
  text?: string;
  /** First and last UTC day, YYYY-MM-DD, both included. */
  from?: string;
  to?: string;
  page: number;
  pageSize: number;
}

export interface Events {
  /** Writes the fact in the caller's transaction and announces it (`server.log`) after the commit. */
  record(transaction: Transaction, fact: Fact): Promise<void>;
  /** The same in a transaction of its own, for facts that change nothing else. */
  note(fact: Fact): Promise<void>;
  /** Newest first. `total` counts all that match. */
  list(filter: EventFilter): Promise<{ rows: RecordedEvent[]; total: number }>;
  /** Deletes events older than the instant; answers how many. */
  purge(before: Date): Promise<number>;
}
