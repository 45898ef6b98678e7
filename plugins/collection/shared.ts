import type { GitHub } from '../github/api.js';
import type { Tenancy } from '../tenancy/api.js';
import type { Commit } from './commit.js';
import type { Gate } from './gate.js';
import type { Pauses } from './pauses.js';
import type { Tally } from './tally.js';

/** What a run works with. */
export interface Plugins extends Commit {
  github: GitHub;
  tenancy: Tenancy;
  pauses: Pauses;
  now: () => Date;
  /** Waits so many milliseconds. */
  sleep: (milliseconds: number) => Promise<unknown>;
  /** Sees what is no refusal of GitHub but a mistake of ours or of the database. */
  strange(error: unknown): void;
}

/** What all lanes of a run share. */
export interface Shared {
  gate: Gate;
  tally: Tally;
  deadline: Date;
  /** Until when (local time) an account is not asked. */
  waits: Map<string, Date>;
  /** Newest day of any answer of the run. */
  newest: string | null;
  /** Repositories merged, by the UTC day on which they were asked. */
  asked: Map<string, Set<number>>;
  /** Repositories in a row that the database did not take. */
  refused: number;
}
