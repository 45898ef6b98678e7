import { randomBytes } from 'node:crypto';
import type { Request } from '@hapi/hapi';
import type { NewIdentity } from './api.js';
import { identityOf } from './claims.js';
import { cookieName } from './cookies.js';
import { discovery } from './discovery.js';
import { verifier } from './id-token.js';
import type { OidcProvider, Options } from './options.js';
import { basic, callbackUrl, common, type Way } from './providers.js';

interface BellCredentials {
  query: Record<string, string>;
  profile?: NewIdentity;
}

/**
 * App ID or any OpenID Connect provider, for @hapi/bell: code flow with state and PKCE by bell; nonce, discovery and
 * the id_token's verification, which bell does not know, by us.
 */
export function oidcStrategy(provider: OidcProvider, options: Options): Way {
  const facts = discovery(provider.issuer, options.now, options.outgoing?.fetch);
  const verify = verifier(options.outgoing?.fetch);
  const cookie = cookieName(`login-${provider.kind}`, options);
  const authorization = async (): Promise<URL> => new URL((await facts()).authorizationEndpoint);

  async function profile(credentials: BellCredentials, answer: Record<string, unknown>): Promise<void> {
    const { issuer, keys } = await facts();
    const nonce = String(credentials.query['nonce']);
    const expected = { issuer, keys, nonce, clientId: provider.clientId, now: options.now() };
    credentials.profile = identityOf(await verify(answer['id_token'], expected));
  }

  return {
    name: provider.kind,
    label: provider.label,
    start: `/login/${provider.kind}`,
    callback: '/redirect_uri',
    cookie,
    issuer: async () => (await facts()).issuer,
    strategy: (password) => ({
      ...common(options, provider, password, basic(provider)),
      cookie,
      location: () => callbackUrl(options, '/redirect_uri'),
      provider: {
        name: provider.kind,
        protocol: 'oauth2',
        ...(provider.pkce && { pkce: 'S256' }),
        scope: ['openid', 'profile', 'email'],
        // bell adds its own "?": what the endpoint brings along goes with the parameters.
        auth: async () => (await authorization()).href.split('?')[0],
        token: async () => (await facts()).tokenEndpoint,
        profile,
      },
      async providerParams(request: Request) {
        const nonce = randomBytes(16).toString('base64url');
        // bell seals the query in its cookie and gives it back at the callback.
        Object.assign(request.query, { nonce, at: String(options.now().getTime()) });
        return { ...Object.fromEntries((await authorization()).searchParams), nonce };
      },
    }),
  };
}
