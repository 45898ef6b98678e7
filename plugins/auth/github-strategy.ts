import Boom from '@hapi/boom';
import type { Request } from '@hapi/hapi';
import type { NewIdentity } from './api.js';
import { fit } from './claims.js';
import { fetchJson } from './fetch-json.js';
import type { GitHubLogin, Options } from './options.js';
import { requireToken } from './provider/answer-fault.js';
import { common, pkce, type Way } from './providers.js';

const ISSUER = 'https://github.com';

/**
 * "Sign in with GitHub", for @hapi/bell: an OAuth app, not OpenID Connect, so there is no id_token; who it is comes
 * from GitHub's API over the connection of our own.
 */
export function githubStrategy(login: GitHubLogin, options: Options): Way {
  // A stand-in for GitHub has its pages where its API is.
  const pages = login.api === 'https://api.github.com' ? ISSUER : login.api;
  const way = { name: 'github', label: 'GitHub', callback: '/login/github' };
  return {
    ...way,
    start: '/login/github',
    settings: (pending) => ({
      ...common(options, way, login, pending),
      provider: {
        name: 'github',
        protocol: 'oauth2',
        useParamsAuth: true,
        scope: ['read:user', 'user:email'],
        auth: `${pages}/login/oauth/authorize`,
        token: `${pages}/login/oauth/access_token`,
        async profile(credentials: { profile?: NewIdentity }, answer: Record<string, unknown>) {
          credentials.profile = await person(
            login.api,
            requireToken(answer, 'access_token'),
            options.outgoing?.fetch,
          );
        },
      },
      providerParams: (request: Request) => pkce(pending).challenge(request),
      // GitHub wants the secret among the parameters.
      tokenParams: (request: Request) => ({
        ...pkce(pending).proof(request),
        client_secret: login.clientSecret,
      }),
    }),
  };
}

interface Account {
  id?: unknown;
  login?: unknown;
  name?: unknown;
}

interface Address {
  email?: unknown;
  primary?: unknown;
  verified?: unknown;
}

/**
 * Whose access token it is, by the numeric id, with the primary address where GitHub has verified it.
 * https://docs.github.com/rest/users/users#get-the-authenticated-user
 * https://docs.github.com/rest/users/emails#list-email-addresses-for-the-authenticated-user
 */
async function person(api: string, token: string, fetch?: typeof globalThis.fetch): Promise<NewIdentity> {
  const headers = { authorization: `Bearer ${token}`, 'user-agent': 'github-traffic-analytics' };
  const account = (await fetchJson(`${api}/user`, headers, fetch)) as Account;
  const addresses = (await fetchJson(`${api}/user/emails`, headers, fetch)) as Address[];
  if (!Number.isSafeInteger(account.id) || !Array.isArray(addresses))
    throw Boom.unauthorized('GitHub did not say who you are.');
  const found = addresses.find((address) => address.primary === true && address.verified === true);
  const email = typeof found?.email === 'string' ? fit(found.email, 320) : '';
  const name = fit(String(account.name ?? account.login ?? account.id), 200);
  return { issuer: ISSUER, subject: String(account.id), name, email, emailVerified: email !== '' };
}
