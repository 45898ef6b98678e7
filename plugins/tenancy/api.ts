import type { Request } from '@hapi/hapi';
import type { Transaction } from 'sequelize';
import type { Role } from '../auth/api.js';
import type { HideNames, NamedRepository } from './hidden-names.js';

export type { HideNames, NamedRepository } from './hidden-names.js';

/** What a request may see: everything of these tenants, and these single repositories of others. */
export interface Scope {
  tenantIds: number[];
  repositoryIds: number[];
}

export interface Tenant {
  id: number;
  name: string;
  /** The GitHub user name the tenant was set up with. */
  githubLogin: string;
}

/** `repositoryId` 0 is the whole tenant; `tenantId` 0 the installation. */
export interface Grant {
  tenantId: number;
  repositoryId: number;
  role: Role;
}

/** A tenant's GitHub token, opened, with what is known of it. */
export interface TenantCredential {
  id: number;
  tenantId: number;
  token: string;
  /** The GitHub account it belongs to (its pacing key). */
  account: string;
  /** Null while it works; else what GitHub said and what to do. */
  problem: string | null;
}

/** A GitHub token as GitHub described it. */
export interface NewToken {
  token: string;
  /** The login of the GitHub account it belongs to. */
  account: string;
  kind: string;
  scopes: string[];
  expiresAt: Date | null;
}

export interface NewTenant extends NewToken {
  /** At most 200 bytes. */
  name: string;
  githubLogin: string;
}

/** What the pages may show of a token. */
export interface CredentialStatus {
  login: string;
  last4: string;
  kind: string;
  scopes: string[];
  expiresAt: string | null;
  checkedAt: string;
  problem: string | null;
}

/** What became of the sealed tokens; `unreadable` are tenants whose token neither key can open. */
export interface Resealed {
  resealed: number;
  already: number;
  unreadable: number[];
}

/** What the plugin repositories, which stands on this one, tells of its rows. */
export interface RepositoryBook {
  /** The tracked repositories of a tenant, by name (owner/name). */
  of(tenantId: number): Promise<{ id: number; name: string }[]>;
  /** How many repositories each tenant tracks; those without any are absent. */
  counts(): Promise<Map<number, number>>;
  /** All of the installation, removed ones too, with every name that each has or had. */
  names(): Promise<NamedRepository[]>;
}

export interface Tenancy {
  /** Whether the request's person holds one of the roles (anywhere). */
  has(request: Request, ...roles: Role[]): boolean;
  /** What the person may read; `?tenant=` in the URL narrows it to one tenant. */
  scope(request: Request): Scope;
  /**
   * The tenant that a change goes to: where the person has the role `tenant`. Throws 404 without one, and 400 where a
   * form names none of several.
   */
  manages(request: Request): Promise<Tenant>;
  /** Tenants the person may collect for, narrowed by `?tenant=`: all for administrator and maintainer, else its own as `tenant`. */
  collects(request: Request): Promise<Tenant[]>;
  /**
   * Makes what takes the names of private repositories out of texts, where the request's person may not see them: its
   * number stands there instead. Of what was deleted for good no name is left.
   */
  namesHider(request: Request): Promise<HideNames>;
  /** Those that are not suspended: for the others nothing is shown or collected. */
  tenants(): Promise<Tenant[]>;
  /** Lets repositories tell what it tracks, for counts and for members who may see a single one. */
  keepsRepositories(book: RepositoryBook): void;
  /** Who holds which roles in the tenants (of single repositories too), by tenant and user. */
  members(tenantIds: number[]): Promise<{ tenantId: number; userId: number; roles: Role[] }[]>;
  /** Null where the tenant has no token, or is suspended. */
  credential(tenantId: number): Promise<TenantCredential | null>;
  status(tenantId: number): Promise<CredentialStatus | null>;
  /** The same of many tenants at once; those without a token are absent. */
  statuses(tenantIds: number[]): Promise<Map<number, CredentialStatus>>;
  /** Notes that GitHub refused (or, with null, accepted) the token; the tenant's pages show it. */
  reportCredential(transaction: Transaction, credentialId: number, problem: string | null): Promise<void>;
  /** When GitHub said the token expires; remembered for the warning. */
  reportExpiry(transaction: Transaction, credentialId: number, expiresAt: Date | null): Promise<void>;
  /**
   * Seals every token with the present key that the previous one has sealed; may be broken off and repeated. `forget`
   * deletes those that neither key can open.
   */
  reseal(progress?: (done: number, of: number) => void, forget?: boolean): Promise<Resealed>;
  /** True once the first administrator and tenant exist. */
  initialized(): Promise<boolean>;
  /** Makes a tenant with its sealed token; used by the first run, administrators and the demo. */
  createTenant(transaction: Transaction, tenant: NewTenant): Promise<Tenant>;
  /** Throws 404 where the tenant has been deleted meanwhile. */
  grant(transaction: Transaction, userId: number, grant: Grant): Promise<void>;
  /** Takes away what roles and invitations there are for a single repository, which is deleted for good. */
  forgetRepository(transaction: Transaction, tenantId: number, repositoryId: number): Promise<void>;
  /** Makes the first administrator and tenant, once: of several at the same time one comes through, the others get 404. */
  initialize(transaction: Transaction, userId: number, tenant: NewTenant): Promise<Tenant>;
}
