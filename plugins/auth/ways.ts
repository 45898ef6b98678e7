import type { Request, Server } from '@hapi/hapi';
import type { Security } from '../security/api.js';
import { createFairQueue } from './fair-queue.js';
import { githubStrategy } from './github-strategy.js';
import { LOCAL } from './local-accounts.js';
import { oidcStrategy } from './oidc-strategy.js';
import type { Options } from './options.js';
import { createPendingSignIns, type PendingSignIns } from './provider/pending.js';
import { registerProviderScheme } from './provider/scheme.js';
import type { Way } from './providers.js';
import type { SignInFailures } from './sign-in-failures.js';

/** So many codes are exchanged at once: providers shut out who asks too quickly (App ID beyond 200 a second). */
const EXCHANGES_AT_ONCE = 4;
/** So many answers of one address may wait for that; an office may come in at the same minute, each with many tabs. */
const MAX_WAITING_ANSWERS = 200;

interface Needs {
  security: Security;
  options: Options;
  failures: SignInFailures;
  /** Whether somebody signed in by this browser before. */
  isKnown: (request: Request) => boolean;
}

/** Registers a strategy for each provider that is configured; answers them in the order of their buttons. */
export async function registerWays(
  server: Server,
  { security, options, failures, isKnown }: Needs,
): Promise<{ ways: Way[]; pending: PendingSignIns }> {
  const pending = createPendingSignIns(security, options, server.plugins.views.url('/'));
  const ways = [
    ...(options.provider ? [oidcStrategy(options.provider, options, failures)] : []),
    ...(options.githubLogin ? [githubStrategy(options.githubLogin, options)] : []),
  ];
  if (!ways.length) return { ways, pending };
  // bell asks for tokens through wreck, and takes no agent that may differ by address: wreck's own are exchanged.
  const { default: wreck } = await import('@hapi/wreck');
  if (options.outgoing?.agents) Object.assign(wreck.agents, options.outgoing.agents);
  await registerProviderScheme(server, {
    pending,
    exchanges: createFairQueue(EXCHANGES_AT_ONCE, MAX_WAITING_ANSWERS),
    lane: (request) => ({ key: security.address(request), known: isKnown(request) }),
  });
  for (const way of ways)
    server.auth.strategy(way.name, 'provider', { way, settings: way.settings(pending) } as never);
  return { ways, pending };
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
