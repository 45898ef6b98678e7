import { ConfigError, type Environment } from './environment.js';
import { isOpenToAll } from './open-issuers.js';
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
  /** OIDC_TRUST_EMAIL: its addresses count although it does not say that they are verified. */
  trustEmail: boolean;
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
  const chosen = appid
    ? appIdOf(env, appid)
    : oidc
      ? oidcOf(env, oidc)
      : withKind(boundAppId(env), env['OIDC_NAME'] ?? 'App ID');
  const pkce = flag(env, 'OIDC_PKCE', 'true');
  const trustEmail = trustsEmail(env, chosen?.issuer);
  return chosen && { ...chosen, pkce, trustEmail };
}

type Client = Pick<Provider, 'clientId' | 'clientSecret'>;
type Chosen = Omit<Provider, 'pkce' | 'trustEmail'>;

function appIdOf(env: Environment, client: Client): Chosen {
  const issuer = issuerOf(env, 'APPID_OAUTH_SERVER_URL', APPID);
  return { kind: 'appid', label: env['OIDC_NAME'] ?? 'App ID', issuer, ...client };
}

function oidcOf(env: Environment, client: Client): Chosen {
  const issuer = issuerOf(env, 'OIDC_ISSUER', 'https://accounts.google.com');
  return { kind: 'oidc', label: env['OIDC_NAME'] ?? 'your organisation', issuer, ...client };
}

const withKind = (bound: Omit<Chosen, 'kind' | 'label'> | null, label: string): Chosen | null =>
  bound && { kind: 'appid', label, ...bound };

const flag = (env: Environment, name: string, standard: string): boolean =>
  oneOf(env, name, ['true', 'false'], standard) === 'true';

/** Whether OIDC_TRUST_EMAIL says so; throws where there is nobody to trust, or anybody may have an account. */
function trustsEmail(env: Environment, issuer: string | undefined): boolean {
  if (!flag(env, 'OIDC_TRUST_EMAIL', 'false')) return false;
  if (issuer === undefined)
    throw new ConfigError(
      'OIDC_TRUST_EMAIL: is true without a provider whose addresses could be trusted; set OIDC_ISSUER too or leave it out, e.g. OIDC_TRUST_EMAIL=false',
    );
  if (!isOpenToAll(issuer)) return true;
  throw new ConfigError(
    `OIDC_TRUST_EMAIL: at ${issuer} anybody can have an account with any address, and would come in as its owner; leave it out, or name a tenant of your own, e.g. OIDC_ISSUER=https://login.microsoftonline.com/<tenant id>/v2.0`,
  );
}

// Providers name the address of their discovery document, which the issuer is the beginning of.
const DISCOVERY = /\/\.well-known\/(?:openid-configuration|oauth-authorization-server)\b/;

// An issuer is compared letter by letter with what the provider says, but a slash at its end is never part of App ID's.
function issuerOf(env: Environment, name: string, example: string): string {
  const given = env[name]?.trim().split(DISCOVERY)[0];
  const without = address({ [name]: given }, name, ['https:', 'http:'], example);
  return name === 'OIDC_ISSUER' ? (given ?? without) : without;
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
