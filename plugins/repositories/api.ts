import type { Transaction } from 'sequelize';
import type { RepositoryFacts } from '../github/api.js';
import type { Scope } from '../tenancy/api.js';

export interface Repository {
  /** The RID of the exports. */
  id: number;
  tenantId: number;
  githubId: number;
  owner: string;
  name: string;
  private: boolean;
  archived: boolean;
  description: string;
  /** UTC instant, ISO 8601. */
  addedAt: string;
  /** The UTC day since which it has its present name, or null where it was never renamed here. */
  renamedOn: string | null;
}

/** A former name and the UTC day since which it was used. */
export interface FormerName {
  owner: string;
  name: string;
  since: string;
}

export interface Repositories {
  /** What the scope may see and is not hidden, by owner and name. `search` is a substring of owner/name. */
  visible(scope: Scope, filter?: { search?: string; ids?: number[] }): Promise<Repository[]>;
  /** By its present or a former name; `renamed` says that it was a former one (redirect). Null: not there for this scope. */
  find(
    scope: Scope,
    owner: string,
    name: string,
  ): Promise<{ repository: Repository; renamed: boolean } | null>;
  formerNames(repositoryId: number): Promise<FormerName[]>;
  /** All that are tracked (not hidden), for collecting; of these tenants only, where given. */
  tracked(tenantIds?: number[]): Promise<Repository[]>;
  /** Whether it is still tracked, read in the caller's transaction: what was fetched for a removed one is dropped. */
  isTracked(transaction: Transaction, repositoryId: number): Promise<boolean>;
  /** Adds or finds again (also a hidden one); the caller has checked at GitHub that it may. */
  add(
    transaction: Transaction,
    tenantId: number,
    facts: RepositoryFacts,
  ): Promise<{ repository: Repository; found: 'new' | 'again' | 'there' }>;
  /** Takes over what GitHub says now: follows a rename (old name kept, recorded), notes archived and private. */
  update(transaction: Transaction, repositoryId: number, facts: RepositoryFacts): Promise<void>;
  /**
   * Takes a tracked repository of the tenant out: hidden, or, with its history, deleted for good (its rows elsewhere
   * go by foreign keys). Null where the tenant tracks none with this id. The caller records it.
   */
  remove(
    transaction: Transaction,
    tenantId: number,
    id: number,
    withHistory: boolean,
  ): Promise<Repository | null>;
  /** Deletes for good what was hidden before the instant, with its history; answers how many. */
  purge(before: Date): Promise<number>;
}
