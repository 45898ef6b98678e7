import { ConfigError, type Environment } from './environment.js';
import { boundService, textOf } from './services.js';
import { address } from './urls.js';
import { oneOf, pair } from './values.js';

/** The sign-in provider whose callback is /redirect_uri. */
export interface Provider {
  kind: 'appid' | 'oidc';
  /** What the button says. */
  label: string;
  issuer: string;
  clientId: string;
  clientSecret: string;
  pkce: boolean;
}

const APPID = 'https://us-south.appid.cloud.ibm.com/oauth/v4/<tenant id>';

/** App ID (from its variables, else from the bound service) or another OpenID Connect provider; null where none is set. */
export function provider(env: Environment): Provider | null {
  const appid = pair(env, 'APPID_CLIENT_ID', 'APPID_SECRET');
  const oidc = pair(env, 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET');
  if (appid && oidc)
    throw new ConfigError(
      'OIDC_CLIENT_ID: is set beside APPID_CLIENT_ID, but one provider has the callback /redirect_uri; take one away, e.g. OIDC_CLIENT_ID=',
    );
  alone(env, 'APPID_OAUTH_SERVER_URL', appid, 'APPID_CLIENT_ID');
  alone(env, 'OIDC_ISSUER', oidc, 'OIDC_CLIENT_ID');
  const common = { pkce: oneOf(env, 'OIDC_PKCE', ['true', 'false'], 'true') === 'true' };
  if (appid) {
    const issuer = issuerOf(env, 'APPID_OAUTH_SERVER_URL', APPID);
    return { kind: 'appid', label: env['OIDC_NAME'] ?? 'App ID', issuer, ...appid, ...common };
  }
  if (oidc) {
    const issuer = issuerOf(env, 'OIDC_ISSUER', 'https://accounts.google.com');
    return { kind: 'oidc', label: env['OIDC_NAME'] ?? 'your organisation', issuer, ...oidc, ...common };
  }
  const bound = boundAppId(env);
  return bound && { kind: 'appid', label: env['OIDC_NAME'] ?? 'App ID', ...bound, ...common };
}

// An issuer is compared letter by letter with what the provider says, but a slash at its end is never part of App ID's.
function issuerOf(env: Environment, name: string, example: string): string {
  const without = address(env, name, ['https:', 'http:'], example);
  return name === 'OIDC_ISSUER' ? (env[name] ?? without) : without;
}

function alone(env: Environment, name: string, client: object | null, id: string): void {
  if (env[name] && !client)
    throw new ConfigError(
      `${name}: is set without a client id and secret; set all three or none, e.g. ${id}=<from the provider>`,
    );
}

// The key is spelled oAuthServerUrl in credentials made by App ID's own pages.
function boundAppId(env: Environment): Pick<Provider, 'issuer' | 'clientId' | 'clientSecret'> | null {
  const credentials = boundService(env, 'appid');
  if (!credentials) return null;
  const [clientId, clientSecret] = [textOf(credentials, 'clientId'), textOf(credentials, 'secret')];
  const server = textOf(credentials, 'oauthServerUrl', 'oAuthServerUrl');
  if (!clientId || !clientSecret || !server)
    throw new ConfigError(
      'CE_SERVICES: the bound App ID lacks clientId, secret or oauthServerUrl; bind the service again, e.g. ibmcloud ce app bind',
    );
  return {
    issuer: address({ CE_SERVICES: server }, 'CE_SERVICES', ['https:', 'http:'], APPID),
    clientId,
    clientSecret,
  };
}
