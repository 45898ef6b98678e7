import type { Lifecycle, Request, ResponseToolkit, Server } from '@hapi/hapi';
import type { FairQueue } from '../fair-queue.js';
import type { Way } from '../providers.js';
import { type PendingSignIns, stateKey } from './pending.js';

type Authenticate = (request: Request, h: ResponseToolkit) => Promise<Lifecycle.ReturnValue>;

interface Needs {
  pending: PendingSignIns;
  /** Codes are exchanged for tokens by turns. */
  exchanges: FairQueue;
  /** Whose turn it is, for a request. */
  lane: (request: Request) => { key: string; known: boolean };
}

/**
 * Registers the scheme `provider`: @hapi/bell's flow, but each `state` is a sign-in of its own. bell keeps one state for
 * each browser in a cookie of one name, so that of several tabs only the last one comes in; it is given a toolkit whose
 * `state` and `unstate` lead to the cookie of the state at hand.
 */
export async function registerProviderScheme(server: Server, needs: Needs): Promise<void> {
  // Loaded only where it is used: it takes a tenth of a second.
  const bell = (await import('@hapi/bell')) as unknown as {
    oauth: { v2(settings: object): Authenticate };
  };
  server.auth.scheme('provider', (_server, options) => {
    const { way, settings } = options as unknown as { way: Way; settings: object };
    const authenticate = bell.oauth.v2({ ...settings, cookie: way.name });
    return { authenticate: (request, h) => carryOut(way, authenticate, needs, request, h) as never };
  });
}

async function carryOut(
  way: Way,
  authenticate: Authenticate,
  { pending, exchanges, lane }: Needs,
  request: Request,
  h: ResponseToolkit,
): Promise<Lifecycle.ReturnValue> {
  const mine = request.plugins.auth?.pending;
  const { state } = request.query as { state?: string };
  if (!mine) throw new Error('no sign-in is pending: the route has not looked for it');
  const toolkit: ResponseToolkit = Object.create(h, {
    state: {
      value: (_name: string, value: { nonce: string }) => pending.keep(request, h, value.nonce, mine),
    },
    unstate: { value: () => undefined },
  });
  if (!request.plugins.auth?.answered) return authenticate(request, toolkit);
  pending.forget(h, String(state));
  request.state[way.name] = {
    nonce: stateKey(String(state)),
    query: {
      next: mine.next,
      link: mine.link,
      at: String(mine.begunAt),
      nonce: pending.nonce(mine),
    },
  };
  const { key, known } = lane(request);
  return exchanges.run(key, known, () => authenticate(request, toolkit));
}
