import { randomBytes } from 'node:crypto';
import type { Request, ResponseToolkit, Server } from '@hapi/hapi';
import type { Security } from '../security/api.js';
import { cookieName } from './cookies.js';

/** Who signed in by a browser lately, in the order in which they did: the user's number, and the browser's for them. */
type Marks = [userId: number, mark: string][];

export interface Devices {
  /** The browser's mark for the person, where they signed in by it before. */
  markOf(request: Request, userId: number): string | undefined;
  /** Whether anybody signed in by the browser before. */
  isKnown(request: Request): boolean;
  remember(request: Request, h: ResponseToolkit, userId: number): void;
}

const KEPT_MILLISECONDS = 180 * 86_400_000;
/** A browser that several people share keeps so many of them. */
const MAX_PEOPLE = 4;
const LABEL = 'device';

/**
 * Knows a browser again by which somebody signed in: a sealed cookie that proves nothing but that. It signs nobody in; a
 * person's attempts by it are counted apart from those of strangers, who therefore cannot shut the person out.
 */
export function createDevices(
  server: Server,
  security: Pick<Security, 'seal' | 'open'>,
  options: { publicUrl: string; port: number },
): Devices {
  const name = cookieName('device', options);
  server.state(name, {
    ttl: KEPT_MILLISECONDS,
    isSecure: options.publicUrl.startsWith('https:'),
    isHttpOnly: true,
    isSameSite: 'Lax',
    path: server.plugins.views.url('/'),
    encoding: 'none',
    ignoreErrors: true,
  });

  function marks(request: Request): Marks {
    const sealed: unknown = request.state[name];
    if (typeof sealed !== 'string') return [];
    try {
      return JSON.parse(security.open(LABEL, '', sealed)) as Marks;
    } catch {
      // Of a key that is gone, or not ours: the browser is one like any other.
      return [];
    }
  }

  return {
    markOf: (request, userId) => marks(request).find(([id]) => id === userId)?.[1],
    isKnown: (request) => marks(request).length > 0,
    remember(request, h, userId) {
      const known = marks(request);
      const mark = known.find(([id]) => id === userId)?.[1] ?? randomBytes(9).toString('base64url');
      const others = known.filter(([id]) => id !== userId).slice(0, MAX_PEOPLE - 1);
      h.state(name, security.seal(LABEL, '', JSON.stringify([[userId, mark], ...others])));
    },
  };
}
