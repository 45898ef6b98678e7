import Boom from '@hapi/boom';
import type { Limit, Security } from '../security/api.js';

/**
 * Attempts to sign in are limited by one rule: what a stranger does must not be in anybody's way.
 *
 * - What cannot be guessed (codes of links and invitations, the set-up code, the event's token, a provider's answer) is
 *   looked at first. A right one always counts; only wrong ones are counted, and only they are told to wait.
 * - Passwords can be guessed. Attempts by a browser that the person signed in by before are counted for that browser;
 *   those from elsewhere for the account and the network that they come from, together. Neither an address alone nor an
 *   account alone is ever shut, so that neither an office nor an owner can be shut out by somebody else in it.
 * - Beginning a sign-in costs nothing and is not counted. What costs time (hashing a password, exchanging a code) is done
 *   by turns of networks, known browsers first.
 */
export interface Limits {
  /** Of a password, by a browser that the person signed in by before. */
  device: Limit;
  /** From elsewhere, by account and network. */
  stranger: Limit;
  /** From elsewhere, by account, against guesses from many networks; beyond it one in a minute is let through. */
  account: Limit;
  trickle: Limit;
  /** Attempts at one's present password, by user: needs a session. */
  present: Limit;
  /** Wrong codes, by network. */
  codes: Limit;
}

const MINUTES = 60;

/** The counters of attempts to sign in. */
export function limits(security: Pick<Security, 'limit'>): Limits {
  return {
    device: security.limit('login-device', 10, 15 * MINUTES),
    stranger: security.limit('login-stranger', 10, 15 * MINUTES),
    account: security.limit('login-account', 100, 60 * MINUTES),
    trickle: security.limit('login-trickle', 1, MINUTES),
    present: security.limit('login-present', 10, 15 * MINUTES),
    codes: security.limit('login-code', 10, 10 * MINUTES),
  };
}

export interface PasswordAttempt {
  /** As typed, in lower case. */
  account: string;
  network: string;
  /** The browser's mark for the account's owner, where they signed in by it before. */
  device: string | undefined;
}

/** Counts an attempt at a password. Throws 429 where there were too many. */
export async function countAttempt(counters: Limits, attempt: PasswordAttempt): Promise<void> {
  const { account, network, device } = attempt;
  if (device !== undefined) return orWait(await counters.device.consume(device));
  orWait(await counters.stranger.consume(`${network} ${account}`));
  if (await counters.account.consume(account)) orWait(await counters.trickle.consume(account));
}

/** Forgets the attempts that led to a success. */
export async function forgetAttempts(counters: Limits, attempt: PasswordAttempt): Promise<void> {
  const { account, network, device } = attempt;
  if (device !== undefined) return counters.device.forget(device);
  return counters.stranger.forget(`${network} ${account}`);
}

/** Throws 429 with the seconds to wait, unless there are none. */
export function orWait(seconds: number): void {
  if (!seconds) return;
  const error = Boom.tooManyRequests(`Too many attempts. Wait ${seconds} seconds, then try again.`);
  error.output.headers['retry-after'] = String(seconds);
  throw error;
}
