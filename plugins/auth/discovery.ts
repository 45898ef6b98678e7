import { away, fetchJson } from './fetch-json.js';

export interface ProviderFacts {
  issuer: string;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  keys: string;
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
  const said = (await fetchJson(address, {}, fetch)) as Record<string, unknown>;
  // The name in the document is what its tokens carry; a last slash is easily mistyped, anything else is another issuer.
  const name = said?.['issuer'];
  if (typeof name !== 'string' || bare(name) !== bare(issuer)) throw unusable('issuer');
  const endpoint = (key: string): string => {
    const url = said[key];
    const safe = typeof url === 'string' && URL.canParse(url) && secureEnough(new URL(url), issuer);
    if (!safe) throw unusable(key);
    return url as string;
  };
  return {
    issuer: name,
    authorizationEndpoint: endpoint('authorization_endpoint'),
    tokenEndpoint: endpoint('token_endpoint'),
    keys: endpoint('jwks_uri'),
  };
}

function secureEnough(url: URL, issuer: string): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && issuer.startsWith('http:'));
}

const unusable = (what: string): Error =>
  away(new Error(`the provider's discovery document has no usable ${what}`));
