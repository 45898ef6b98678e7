import Boom from '@hapi/boom';
import type { Limit, Security } from '../security/api.js';

export interface Limits {
  /** Sign-ins begun at a provider, by address; forgotten when one succeeds, so that an office comes in together. */
  starts: Limit;
  /** Answers of providers that were wrong, by address. */
  callbacks: Limit;
  /** Password attempts, by account and by address. */
  account: Limit;
  address: Limit;
  /** Attempts at one's present password, by user: apart from `account`, whose keys anybody may type. */
  present: Limit;
  /** Wrong codes, by address. */
  codes: Limit;
}

const MINUTES = 60;

/** The counters of attempts to sign in. */
export function limits(security: Security): Limits {
  return {
    starts: security.limit('login-start', 20, 60 * MINUTES),
    callbacks: security.limit('login-callback', 10, 10 * MINUTES),
    account: security.limit('login-account', 10, 15 * MINUTES),
    address: security.limit('login-address', 60, 15 * MINUTES),
    present: security.limit('login-present', 10, 15 * MINUTES),
    codes: security.limit('login-code', 10, 10 * MINUTES),
  };
}

/** Throws 429 with the seconds to wait, unless there are none. */
export function orWait(seconds: number): void {
  if (!seconds) return;
  const error = Boom.tooManyRequests(`Too many attempts. Wait ${seconds} seconds, then try again.`);
  error.output.headers['retry-after'] = String(seconds);
  throw error;
}
