import type { Request } from '@hapi/hapi';
import { identityOf, type ProviderIdentity } from './claims.js';
import { discovery } from './discovery.js';
import { verifier } from './id-token.js';
import type { OidcProvider, Options } from './options.js';
import { requireToken } from './provider/answer-fault.js';
import type { PendingSignIns } from './provider/pending.js';
import { signOutAddress } from './provider/sign-out-address.js';
import { withUserinfo } from './provider/userinfo.js';
import { basic, callbackUrl, common, pendingOf, pkce, type Way } from './providers.js';
import type { SignInFailures } from './sign-in-failures.js';

interface BellCredentials {
  profile?: ProviderIdentity;
}

/**
 * App ID or any OpenID Connect provider, for @hapi/bell: code flow and state by bell; PKCE, nonce, discovery and the
 * id_token's verification, which bell does not know or would need a larger cookie for, by us.
 */
export function oidcStrategy(provider: OidcProvider, options: Options, failures: SignInFailures): Way {
  const fetch = options.outgoing?.fetch;
  const facts = discovery(provider.issuer, options.now, fetch);
  const verify = verifier(options.now, fetch);
  const authorization = async (): Promise<URL> => new URL((await facts()).authorizationEndpoint);
  const way = { name: provider.kind, label: provider.label, callback: '/redirect_uri' };

  const profile =
    (pending: PendingSignIns) =>
    async (
      credentials: BellCredentials,
      answer: Record<string, unknown>,
      _get: unknown,
      request: Request,
    ): Promise<void> => {
      const { issuer, keys, userinfo } = await facts();
      const nonce = pending.nonce(pendingOf(request));
      const idToken = requireToken(answer, 'id_token');
      const claims = await verify(idToken, { issuer, keys, nonce, clientId: provider.clientId });
      const said = await withUserinfo(claims, {
        address: userinfo,
        accessToken: answer['access_token'],
        fetch,
        failed: (cause) => failures.warn(provider.label, cause),
      });
      credentials.profile = { ...identityOf(said, provider.trustEmail), idToken };
    };

  return {
    ...way,
    start: `/login/${provider.kind}`,
    async issuer() {
      const { issuer, namesIssuer } = await facts();
      return { name: issuer, always: namesIssuer };
    },
    signOut: signOutAddress(facts, provider.clientId, callbackUrl(options, way.callback)),
    settings(pending) {
      const { challenge, proof } = pkce(pending);
      return {
        ...common(options, way, provider, pending, basic(provider)),
        provider: {
          name: provider.kind,
          protocol: 'oauth2',
          scope: ['openid', 'profile', 'email'],
          // bell adds its own "?": what the endpoint brings along goes with the parameters.
          auth: async () => (await authorization()).href.split('?')[0],
          token: async () => (await facts()).tokenEndpoint,
          profile: profile(pending),
        },
        providerParams: async (request: Request) => ({
          ...Object.fromEntries((await authorization()).searchParams),
          nonce: pending.nonce(pendingOf(request)),
          ...(provider.pkce && challenge(request)),
        }),
        tokenParams: provider.pkce ? proof : {},
      };
    },
  };
}
