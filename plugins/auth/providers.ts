import { createHash } from 'node:crypto';
import type { Request } from '@hapi/hapi';
import { PATIENCE } from './fetch-json.js';
import type { Options } from './options.js';
import type { PendingSignIn, PendingSignIns } from './provider/pending.js';

/** One way to sign in at a provider. */
export interface Way {
  /** The strategy's name. */
  name: string;
  /** What people call it. */
  label: string;
  /** Where a sign-in begins, and where the provider sends people back to. */
  start: string;
  callback: string;
  /** What the provider's answer must say of its issuer (RFC 9207); undefined where it names none. */
  issuer?: () => Promise<{ name: string; always: boolean }>;
  /** Where a browser signs out at the provider too; null where the provider has no such place, or does not answer. */
  signOut?: (idToken: string) => Promise<string | null>;
  /** bell's settings. */
  settings(pending: PendingSignIns): object;
}

export const callbackUrl = (options: Options, path: string): string => options.publicUrl + path;

interface Client {
  clientId: string;
  clientSecret: string;
}

/** The client's name and secret as a header; RFC 6749, 2.3.1 wants both form-encoded first, which bell leaves out. */
export function basic({ clientId, clientSecret }: Client): Record<string, string> {
  const both = [clientId, clientSecret].map(encodeURIComponent).join(':');
  return { Authorization: `Basic ${Buffer.from(both).toString('base64')}` };
}

/** The sign-in that a request begins or brings the answer of. */
export function pendingOf(request: Request): PendingSignIn {
  const pending = request.plugins.auth?.pending;
  if (!pending) throw new Error('no sign-in is pending in this request');
  return pending;
}

/** The parameters of PKCE (RFC 7636), by the pending sign-in: to the provider's page, and with the code. */
export function pkce(pending: PendingSignIns) {
  return {
    challenge(request: Request): Record<string, string> {
      const verifier = pending.verifier(pendingOf(request));
      const challenge = createHash('sha256').update(verifier).digest('base64url');
      return { code_challenge: challenge, code_challenge_method: 'S256' };
    },
    proof: (request: Request): Record<string, string> => ({
      code_verifier: pending.verifier(pendingOf(request)),
    }),
  };
}

/** What all strategies share: the state, and limits on the token's request. */
export function common(
  options: Options,
  way: Pick<Way, 'name' | 'callback'>,
  { clientId }: Client,
  pending: PendingSignIns,
  headers: Record<string, string> = {},
): object {
  return {
    name: way.name,
    clientId,
    // bell merges an object into the request for the token, which would wait for ever otherwise.
    clientSecret: {
      headers: { Accept: 'application/json', ...headers },
      timeout: PATIENCE,
      // Beyond it wreck breaks off, which looks like a provider that did: a long id_token is told of before.
      maxBytes: 4 * 1024 * 1024,
    },
    isSecure: options.publicUrl.startsWith('https:'),
    location: () => callbackUrl(options, way.callback),
    runtimeStateCallback: (request: Request) => pending.describe(way.name, pendingOf(request)),
  };
}
