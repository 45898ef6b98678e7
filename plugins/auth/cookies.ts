import type { Lifecycle, Request, Server } from '@hapi/hapi';
import type { Security } from '../security/api.js';
import type { Sessions } from './sessions.js';

export interface SessionCookie {
  name: string;
  /** `name=value`, sealed, for tests and the demo. */
  format(server: Server, secret: string): Promise<string>;
  /** The secret in a request's cookie, whether its session still lives or not. */
  secretOf(request: Request): string | undefined;
}

/**
 * A cookie's name: a prefix that browsers hold to its promises on https (`__Host-` wants the path /, so it is
 * `__Secure-` under a path); by port on http, where ports share cookies.
 */
export function cookieName(name: string, options: { publicUrl: string; port: number }): string {
  const { protocol, pathname } = new URL(options.publicUrl);
  if (protocol !== 'https:') return `${name}-${options.port}`;
  return pathname === '/' ? `__Host-${name}` : `__Secure-${name}`;
}

const PENDING = /^(?:__Host-|__Secure-)?login-[A-Za-z0-9]{22}(?:-\d{1,5})?$/;

/** Whether a cookie of this name may be one of a sign-in at a provider that has no answer yet. */
export const isPendingCookie = (name: string): boolean => PENDING.test(name);

/**
 * onRequest: leaves only our own cookies in the header, and of two with one name the first, which browsers send for the
 * longer path: the other belongs to another installation, which runs above ours on the same host. hapi reads a header
 * with one strange pair as no cookies at all, so that another app on the same host could sign people out here.
 */
export function ownCookiesOnly(server: Server): Lifecycle.Method {
  const { names } = server.states as unknown as { names: string[] };
  return (request, h) => {
    const { cookie } = request.headers as { cookie?: string };
    if (!cookie) return h.continue;
    const pairs = cookie.split(';').map((pair) => pair.trim());
    const ours = new Map<string, string>();
    for (const pair of pairs) {
      const name = pair.split('=', 1)[0]!.trim();
      if ((names.includes(name) || isPendingCookie(name)) && !ours.has(name)) ours.set(name, pair);
    }
    request.headers['cookie'] = [...ours.values()].join('; ');
    return h.continue;
  };
}

/** The session's cookie, for what is below `path`: its flags, and the strategy for @hapi/cookie that reads it. */
export function sessionCookie(
  sessions: Sessions,
  security: Security,
  options: { publicUrl: string; port: number },
  path: string,
): { cookie: SessionCookie; strategy: object } {
  const name = cookieName('sid', options);
  const cookie: SessionCookie = {
    name,
    async format(server, secret) {
      const states = server.states as unknown as { format(cookie: object): Promise<string[]> };
      const [header] = await states.format({ name, value: { secret } });
      return String(header).split(';')[0]!;
    },
    secretOf(request) {
      const { secret } = (request.state[name] ?? {}) as { secret?: unknown };
      return typeof secret === 'string' ? secret : undefined;
    },
  };
  const strategy = {
    cookie: {
      name,
      // A key, not a pass phrase: from a text iron would derive two keys at each request.
      password: security.derive('session cookie'),
      isSecure: options.publicUrl.startsWith('https:'),
      isHttpOnly: true,
      // Strict would lose the session on the way back from a provider, and sign in again without end.
      isSameSite: 'Lax' as const,
      path,
    },
    async validate(request: Request) {
      try {
        const secret = cookie.secretOf(request);
        const found = secret === undefined ? undefined : await sessions.find(secret, request);
        return found
          ? { isValid: true, credentials: { ...found.added, user: found.user } }
          : { isValid: false };
      } catch (error) {
        // @hapi/cookie would turn a database's fault into "not signed in"; `enforce` answers 503 instead.
        request.plugins.auth = { fault: error as Error };
        return { isValid: false };
      }
    },
  };
  return { cookie, strategy };
}
