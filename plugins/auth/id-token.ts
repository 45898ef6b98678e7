import Boom from '@hapi/boom';
import type { JWTPayload, JWTVerifyOptions } from 'jose';
import { away } from './fetch-json.js';
import { createKeySet, type KeySet } from './provider/key-set.js';
import { type TokenError, tokenFault } from './provider/token-fault.js';

// Asymmetric only: with HS256 anybody who knows the public key could sign, and "none" is no signature.
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

// jose's codes for a token that is wrong, as against keys that cannot be fetched.
const REFUSED =
  /^ERR_(JWT_|JWS_|JOSE_ALG|JOSE_NOT_SUPPORTED|JWKS_NO_MATCHING_KEY|JWKS_MULTIPLE_MATCHING_KEYS)/;

/** A longer one is refused unread: it would be hashed and parsed for anybody. */
const MAX_CHARACTERS = 256 * 1024;

/** Clocks may differ by so much. */
const CLOCK_TOLERANCE_SECONDS = 30;

export interface Expected {
  issuer: string;
  clientId: string;
  nonce: string;
  /** Where the provider's public keys are. */
  keys: string;
}

export type Verify = (token: unknown, expected: Expected) => Promise<JWTPayload>;

/**
 * Makes what verifies id_tokens (OpenID Connect Core 3.1.3.7): signature, issuer, audience, authorized party, times,
 * nonce. It answers the claims; throws 401 where anything is wrong (the cause says what), 503 where the keys cannot be
 * read.
 */
export function verifier(now: () => Date, fetch?: typeof globalThis.fetch): Verify {
  const sets = new Map<string, Promise<KeySet>>();
  return async (token, expected) => {
    if (String(token).length > MAX_CHARACTERS)
      throw refused('the id_token is longer than 256 KB: it holds too many claims');
    const known = sets.get(expected.keys) ?? createKeySet(expected.keys, fetch);
    sets.set(expected.keys, known);
    return verify(String(token), await known, expected, now());
  };
}

async function verify(token: string, keys: KeySet, expected: Expected, now: Date): Promise<JWTPayload> {
  const { issuer, clientId } = expected;
  const rules = {
    issuer,
    audience: clientId,
    algorithms: ALGORITHMS,
    requiredClaims: ['sub', 'exp', 'iat', 'nonce'],
    maxTokenAge: '10m',
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    currentDate: now,
  };
  try {
    const payload = await signedBy(token, keys, rules);
    if (payload['nonce'] !== expected.nonce) throw refused('the id_token carries another nonce');
    const several = Array.isArray(payload.aud) && payload.aud.length > 1;
    const party = payload['azp'];
    if ((several || party !== undefined) && party !== clientId)
      throw refused(`the id_token’s azp is ${JSON.stringify(party)}, and not this client`);
    return payload;
  } catch (error) {
    throw judge(error as TokenError, token, expected, now);
  }
}

// The key may have been exchanged since the last look, also under the same name: then there is one more.
async function signedBy(token: string, keys: KeySet, rules: JWTVerifyOptions): Promise<JWTPayload> {
  const { jwtVerify } = await import('jose');
  try {
    return (await jwtVerify(token, keys.get, rules)).payload;
  } catch (error) {
    const stale = ['ERR_JWKS_NO_MATCHING_KEY', 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'];
    if (!stale.includes(String((error as TokenError).code)) || !(await keys.lookAgain(token))) throw error;
    return (await jwtVerify(token, keys.get, rules)).payload;
  }
}

const refused = (cause: string): Boom.Boom =>
  new Boom.Boom('What the sign-in provider sent could not be verified. Please sign in again.', {
    statusCode: 401,
    data: { cause: new Error(cause) },
  });

function judge(error: TokenError, token: string, expected: Expected, now: Date): Error {
  if (Boom.isBoom(error)) return error;
  if (!REFUSED.test(String(error.code))) return away(error);
  return refused(tokenFault(error, token, expected, now));
}
