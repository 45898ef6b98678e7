import { createHmac, randomBytes } from 'node:crypto';
import type { Request, ResponseToolkit } from '@hapi/hapi';
import type { Security } from '../../security/api.js';
import { cookieName, isPendingCookie } from '../cookies.js';
import { LANDING } from '../next-path.js';

/** A sign-in must be finished within this time, in milliseconds. */
export const FINISHED_WITHIN_MILLISECONDS = 600_000;
/** So many may wait for their answers in one browser; beyond it the oldest is forgotten. */
const MAX_PENDING = 30;
/** A longer `next` would make an address that providers refuse (characters). */
const LONGEST_NEXT = 1_200;
/** bell compares so many characters of the state; the rest is ours. */
const STATE_LENGTH = 22;

/** A sign-in that was begun in this browser and has no answer yet. */
export interface PendingSignIn {
  /** Known only to the browser that began it. */
  secret: string;
  /** Milliseconds since 1970. */
  begunAt: number;
  /** Where it leads: a local path. */
  next: string;
  /** The person's number, where one adds a way to sign in. */
  link?: string;
}

export interface PendingSignIns {
  /** A new one, kept nowhere yet. */
  create(begunAt: Date, next: string, link?: string): PendingSignIn;
  /** The end of its `state` parameter: what it is for, sealed, so that the browser need not keep it. */
  describe(way: string, pending: PendingSignIn): string;
  /** Keeps it in the browser, under the beginning of its state. */
  keep(request: Request, h: ResponseToolkit, state: string, pending: PendingSignIn): void;
  /** The one of this browser that a `state` parameter belongs to. */
  find(request: Request, way: string, state: unknown): PendingSignIn | undefined;
  forget(h: ResponseToolkit, state: string): void;
  /** Its OpenID Connect nonce. */
  nonce(pending: PendingSignIn): string;
  /** Its PKCE code verifier (RFC 7636). */
  verifier(pending: PendingSignIn): string;
}

/** What a cookie of a pending sign-in is named after: the beginning of its state. */
export const stateKey = (state: string): string => state.slice(0, STATE_LENGTH);

const KEY = /^[A-Za-z0-9]{22}$/;

/**
 * Each `state` is a sign-in of its own (its cookie for what is below `path`), so that any number of tabs can sign in at once. A browser keeps one small cookie
 * for each (some 70 bytes: proxies refuse headers of more than 8 KB); all else travels sealed in the state. The server
 * keeps nothing, so nobody can fill it.
 */
export function createPendingSignIns(
  security: Pick<Security, 'seal' | 'open' | 'derive'>,
  options: { publicUrl: string; port: number },
  path: string,
): PendingSignIns {
  const key = security.derive('pending sign-in');
  const flags = {
    isSecure: options.publicUrl.startsWith('https:'),
    isHttpOnly: true,
    // Strict would lose it on the way back from a provider.
    isSameSite: 'Lax' as const,
    path,
    encoding: 'none' as const,
  };
  const name = (state: string): string => cookieName(`login-${stateKey(state)}`, options);
  const derived = (purpose: string, { secret }: PendingSignIn): string =>
    createHmac('sha256', key).update(`${purpose}:${secret}`).digest('base64url');
  const row = (way: string, secret: string): string => `${way} ${secret}`;

  return {
    create: (begunAt, next, link) => ({
      secret: randomBytes(16).toString('base64url'),
      begunAt: begunAt.getTime(),
      next: next.length > LONGEST_NEXT ? LANDING : next,
      ...(link !== undefined && { link }),
    }),
    describe: (way, { secret, begunAt, next, link }) =>
      security.seal('sign-in', row(way, secret), JSON.stringify({ begunAt, next, link })),
    keep(request, h, state, { secret, begunAt }) {
      for (const old of beyond(request.state)) h.unstate(old, flags);
      const value = `${begunAt.toString(36)}.${secret}`;
      h.state(name(state), value, { ...flags, ttl: FINISHED_WITHIN_MILLISECONDS });
    },
    find(request, way, state) {
      if (typeof state !== 'string' || !KEY.test(stateKey(state))) return undefined;
      const value: unknown = request.state[name(state)];
      const secret = typeof value === 'string' ? value.split('.')[1] : undefined;
      if (!secret) return undefined;
      try {
        const said = security.open('sign-in', row(way, secret), state.slice(STATE_LENGTH));
        return { secret, ...(JSON.parse(said) as Omit<PendingSignIn, 'secret'>) };
      } catch {
        // Not what was sealed for this browser: it belongs to no sign-in of its.
        return undefined;
      }
    },
    forget: (h, state) => h.unstate(name(state), flags),
    nonce: (pending) => derived('nonce', pending),
    verifier: (pending) => derived('verifier', pending),
  };
}

/** The names of the oldest of a browser's pending sign-ins that must go before one more is kept. */
function beyond(state: Record<string, unknown>): string[] {
  const begunAt = (name: string): number => Number.parseInt(String(state[name]), 36) || 0;
  return Object.keys(state)
    .filter(isPendingCookie)
    .sort((a, b) => begunAt(b) - begunAt(a))
    .slice(MAX_PENDING - 1);
}
