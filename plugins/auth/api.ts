import type { Request, ResponseObject, ResponseToolkit } from '@hapi/hapi';
import type { Transaction } from 'sequelize';
import type { Actor } from '../events/api.js';

/**
 * Who may use a route. Every route declares one in `plugins.policy`; the start fails where one does not.
 * `anyone`: no session needed (a session is read if there is one). `signed-in`: any session. `event`: the route
 * checks a token of its own. A list of roles: a session that holds one of them, else 404.
 */
export type Policy = 'anyone' | 'signed-in' | 'event' | readonly Role[];

/** contract.md section 3, in the order of the bits 1, 2, 4, 8, 16. */
export type Role = 'administrator' | 'maintainer' | 'tenant' | 'viewer' | 'repository-viewer';

export interface User {
  id: number;
  name: string;
  /** Empty where the provider gave none or did not verify it. */
  email: string;
  issuer: string;
  subject: string;
}

export interface NewIdentity {
  issuer: string;
  subject: string;
  name: string;
  email: string;
  emailVerified: boolean;
}

/** A person for the pages of administrators. */
export interface Account extends User {
  off: boolean;
  /** By which providers the person can sign in, in words. */
  ways: string[];
  /** UTC instants, ISO 8601; null: not since this is noted. */
  createdAt: string;
  seenAt: string | null;
}

export interface NewAccount {
  name: string;
  /** Who lets the person in vouches for it. */
  email: string;
  password: string;
}

export interface Auth {
  /** Adds to a session's credentials at each request (tenancy adds roles and grants). */
  onCredentials(add: (user: User, credentials: Record<string, unknown>) => Promise<void>): void;
  /** Gives the identity's user, made where it is new. */
  identify(transaction: Transaction, identity: NewIdentity): Promise<User>;
  /**
   * Starts a session for the user; answers the secret for the cookie, which is stored only as a hash. `by` is the
   * identity that signed in, where the person may have several.
   */
  startSession(
    transaction: Transaction,
    userId: number,
    request?: Request,
    by?: Pick<User, 'issuer' | 'subject'>,
  ): Promise<string>;
  /** Ends the session of the secret. */
  endSession(secret: string): Promise<void>;
  /** Ends all of the user's sessions. */
  endSessions(transaction: Transaction, userId: number): Promise<void>;
  /** The full name of a cookie of this app: browsers hold its prefix to https and the app's path. */
  cookieName(name: string): string;
  /** `name=value` of a session cookie, for tests and the demo. */
  cookie(secret: string): Promise<string>;
  /** The signed-in person of a request, or undefined. */
  user(request: Request): User | undefined;
  /** The person (or "somebody" without a session) as the actor of an event, with the address. */
  actor(request: Request): Actor;
  /**
   * Why the signed-in person has no address that counts, and which setting helps, in a sentence or more; null where
   * there is one, or nobody is signed in.
   */
  addressAdvice(request: Request): Promise<string | null>;
  /** Whether the person has an account of this installation (made with the set-up link), not a provider's. */
  isLocal(user: User): boolean;
  /** Whether the set-up code is the one printed in the log. Attempts are limited by the caller. */
  isSetupCode(code: string): boolean;
  /** Tells how to know that the installation has no administrator yet (tenancy does): only then the code opens anything. */
  waitsForSetup(check: () => Promise<boolean>): void;
  /** Tells how to know whether a person holds a role anywhere (tenancy does): who holds none may become part of another. */
  knowsHolders(check: (transaction: Transaction, userId: number) => Promise<boolean>): void;
  users(ids: number[]): Promise<User[]>;
  /** Everybody, or those with the ids, by name. */
  accounts(ids?: number[]): Promise<Account[]>;
  /** Switches the person's account off (ends the sessions too) or, with `off` false, on. */
  switchOff(transaction: Transaction, userId: number, off: boolean): Promise<void>;
  /** Those of the people whose accounts are not switched off, read in the caller's transaction. */
  active(transaction: Transaction, ids: number[]): Promise<number[]>;
  /** Whether people have passwords here: no provider is configured. */
  hasPasswords(): boolean;
  /**
   * Signs in with a password account: the one of that address where the password is right, else a new one. Null
   * where there is one with another password. `also` runs in the same transaction as the sign-in.
   */
  join(
    request: Request,
    h: ResponseToolkit,
    account: NewAccount,
    also: (transaction: Transaction, user: User) => Promise<void>,
    next: string,
  ): Promise<ResponseObject | null>;
}
