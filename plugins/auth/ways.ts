import type { Server } from '@hapi/hapi';
import type { Security } from '../security/api.js';
import { githubStrategy } from './github-strategy.js';
import { LOCAL } from './local-accounts.js';
import { oidcStrategy } from './oidc-strategy.js';
import type { Options } from './options.js';
import type { Way } from './providers.js';

/** Registers a strategy for each provider that is configured; answers them in the order of their buttons. */
export async function registerWays(server: Server, security: Security, options: Options): Promise<Way[]> {
  const ways = [
    ...(options.provider ? [oidcStrategy(options.provider, options)] : []),
    ...(options.githubLogin ? [githubStrategy(options.githubLogin, options)] : []),
  ];
  if (!ways.length) return ways;
  // Loaded only where it is used: it takes a tenth of a second.
  const bell = await import('@hapi/bell');
  // bell asks for tokens through wreck, and takes no agent that may differ by address: wreck's own are exchanged.
  const { default: wreck } = await import('@hapi/wreck');
  if (options.outgoing?.agents) Object.assign(wreck.agents, options.outgoing.agents);
  await server.register(bell.default as never);
  const { cookies } = server.states as unknown as { cookies: Record<string, { path: string }> };
  for (const way of ways) {
    const password = security.derive(`sign-in ${way.name}`).toString('hex');
    server.auth.strategy(way.name, 'bell', way.strategy(password) as never);
    // bell always says /, which another app at another path of the host would get too.
    cookies[way.cookie]!.path = server.plugins.views.url('/');
  }
  return ways;
}

/** What people call the issuer of an identity. */
export function issuerLabel(options: Options): (issuer: string) => string {
  const bare = (address: string): string => address.replace(/\/$/, '');
  return (issuer) => {
    if (issuer === LOCAL) return 'an account of this installation';
    if (issuer === 'https://github.com') return 'GitHub';
    return options.provider && bare(options.provider.issuer) === bare(issuer)
      ? options.provider.label
      : issuer;
  };
}
