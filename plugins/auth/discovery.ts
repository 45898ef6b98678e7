import { away, fetchJson } from './fetch-json.js';

export interface ProviderFacts {
  issuer: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  keys: string;
  userinfo: string | null;
  /** Where a browser signs out (RP-Initiated Logout). */
  endSession: string | null;
  /** Every answer of its names the issuer (RFC 9207). */
  namesIssuer: boolean;
}

// A provider moves its endpoints rarely; its keys have a cache of their own.
const FRESH = 3_600_000;

/**
 * Asks the issuer for its endpoints when somebody first signs in, so that the app starts while the provider is away
 * (OpenID Connect Discovery 1.0, section 4). App ID names fewer things than the standard wants; only these are used.
 */
export function discovery(
  issuer: string,
  now: () => Date,
  fetch?: typeof globalThis.fetch,
): () => Promise<ProviderFacts> {
  let kept: { at: number; facts: Promise<ProviderFacts> } | undefined;
  return () => {
    const time = now().getTime();
    if (kept && time - kept.at < FRESH) return kept.facts;
    const facts = ask(issuer, fetch);
    const mine = { at: time, facts };
    kept = mine;
    facts.catch(() => {
      if (kept === mine) kept = undefined;
    });
    return facts;
  };
}

const bare = (address: string): string => address.replace(/\/$/, '');

async function ask(issuer: string, fetch?: typeof globalThis.fetch): Promise<ProviderFacts> {
  const address = `${bare(issuer)}/.well-known/openid-configuration`;
  const said = ((await fetchJson(address, {}, fetch)) ?? {}) as Record<string, unknown>;
  // The name in the document is what its tokens carry; a last slash is easily mistyped, anything else is another issuer.
  const name = said['issuer'];
  if (typeof name !== 'string' || bare(name) !== bare(issuer))
    throw unusable(address, `names the issuer ${JSON.stringify(name)}, and not ${issuer}`);
  const usable = (url: unknown): url is string =>
    typeof url === 'string' && URL.canParse(url) && secureEnough(new URL(url), issuer);
  const endpoint = (key: string): string => {
    const url = said[key];
    if (!usable(url)) throw unusable(address, `has no usable ${key}`);
    return url;
  };
  const optional = (key: string): string | null => (usable(said[key]) ? said[key] : null);
  return {
    issuer: name,
    authorizationEndpoint: endpoint('authorization_endpoint'),
    tokenEndpoint: endpoint('token_endpoint'),
    keys: endpoint('jwks_uri'),
    userinfo: optional('userinfo_endpoint'),
    endSession: optional('end_session_endpoint'),
    namesIssuer: said['authorization_response_iss_parameter_supported'] === true,
  };
}

function secureEnough(url: URL, issuer: string): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && issuer.startsWith('http:'));
}

const unusable = (address: string, what: string): Error => away(new Error(`${address} ${what}`));
