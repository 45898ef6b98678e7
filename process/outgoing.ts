import type { Dispatcher } from 'undici';
import { type OutgoingProxies, proxyAuthorization, proxyFor } from '../config/outgoing-proxies.js';
import { networkReason } from './network-reason.js';
import { type Agents, proxyAgents } from './proxy-agents.js';

/** How the app asks others. What fails to connect carries why, as a `reason` (see network-reason.ts), on the error. */
export interface Outgoing {
  fetch: typeof fetch;
  /** For what asks with node:http(s); null where there is no proxy. */
  agents: Agents | null;
  /** Why a connection failed, as the end of a sentence; undefined where nobody knows. */
  reason(error: unknown): string | undefined;
}

/** Asks through the proxies of HTTP_PROXY and HTTPS_PROXY, which Node.js' own fetch does not know. */
export function createOutgoing(proxies: OutgoingProxies): Outgoing {
  const wanted = proxies.http !== null || proxies.https !== null;
  const asked = wanted ? proxiedFetch(proxies) : fetch;
  return {
    async fetch(input, init) {
      try {
        return await asked(input, init);
      } catch (error) {
        const reason = networkReason(error);
        throw reason && error instanceof Error ? Object.assign(error, { reason }) : error;
      }
    },
    agents: wanted ? proxyAgents(proxies) : null,
    reason: networkReason,
  };
}

// Loaded with the first request, since most installations have no proxy. Its own fetch, because a dispatcher of one
// version of undici does not fit the fetch of another, which Node.js brings.
function proxiedFetch(proxies: OutgoingProxies): typeof fetch {
  let loaded: Promise<typeof fetch> | undefined;
  return async (input, init) => {
    loaded ??= load(proxies);
    return (await loaded)(input, init);
  };
}

async function load(proxies: OutgoingProxies): Promise<typeof fetch> {
  const { Agent, Dispatcher: Base, fetch: ask, ProxyAgent } = await import('undici');
  const made = new Map<string, Dispatcher>();
  const straight = new Agent();

  function through(proxy: URL): Dispatcher {
    const known = made.get(proxy.href);
    if (known) return known;
    const token = proxyAuthorization(proxy);
    // Plain http without a tunnel: many proxies allow those to port 443 only.
    const agent = new ProxyAgent({ uri: proxy.origin, proxyTunnel: false, ...(token && { token }) });
    made.set(proxy.href, agent);
    return agent;
  }

  // By each address: also what a redirect leads to.
  class Chosen extends Base {
    override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandlers): boolean {
      const proxy = proxyFor(new URL(String(options.origin)), proxies);
      return (proxy ? through(proxy) : straight).dispatch(options, handler);
    }
  }
  const dispatcher = new Chosen();
  return ((input: never, init: object) => ask(input, { ...init, dispatcher })) as unknown as typeof fetch;
}
