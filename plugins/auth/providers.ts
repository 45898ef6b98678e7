import { PATIENCE } from './fetch-json.js';
import type { Options } from './options.js';

/** One way to sign in at a provider. */
export interface Way {
  /** The strategy's name. */
  name: string;
  /** What people call it. */
  label: string;
  /** Where a sign-in begins, and where the provider sends people back to. */
  start: string;
  callback: string;
  /** bell's cookie, which lives from the start to the callback. */
  cookie: string;
  /** The issuer that the provider may name in its answer (RFC 9207); undefined where it names none. */
  issuer?: () => Promise<string>;
  /** bell's options, for a strategy named `name`. */
  strategy(password: string): object;
}

/** A sign-in must be finished within this time, in milliseconds. */
export const FINISHED_WITHIN = 600_000;

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

/** What all strategies share: a Lax cookie (Strict loops on the way back), and limits on the token's request. */
export function common(
  options: Options,
  { clientId }: Client,
  password: string,
  headers: Record<string, string> = {},
): object {
  return {
    password,
    clientId,
    // bell merges an object into the request for the token, which would wait for ever otherwise.
    clientSecret: {
      headers: { Accept: 'application/json', ...headers },
      timeout: PATIENCE,
      maxBytes: 256 * 1024,
    },
    isSecure: options.publicUrl.startsWith('https:'),
    isSameSite: 'Lax',
    ttl: FINISHED_WITHIN,
  };
}
