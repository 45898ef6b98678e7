import Boom from '@hapi/boom';
import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import { away, fetchJson, PATIENCE } from './fetch-json.js';

// Asymmetric only: with HS256 anybody who knows the public key could sign, and "none" is no signature.
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

// jose's codes for a token that is wrong, as against keys that cannot be fetched.
const REFUSED =
  /^ERR_(JWT_|JWS_|JOSE_ALG|JOSE_NOT_SUPPORTED|JWKS_NO_MATCHING_KEY|JWKS_MULTIPLE_MATCHING_KEYS)/;

export interface Expected {
  issuer: string;
  clientId: string;
  nonce: string;
  /** Where the provider's public keys are. */
  keys: string;
  now: Date;
}

export type Verify = (token: unknown, expected: Expected) => Promise<JWTPayload>;

/**
 * Makes what verifies id_tokens (OpenID Connect Core 3.1.3.7): signature, issuer, audience, authorized party, times,
 * nonce. It answers the claims; throws 401 where anything is wrong, 503 where the keys cannot be read.
 */
export function verifier(fetch?: typeof globalThis.fetch): Verify {
  const sets = new Map<string, Promise<JWTVerifyGetKey>>();
  return async (token, expected) => {
    const known = sets.get(expected.keys) ?? keySet(expected.keys, fetch);
    sets.set(expected.keys, known);
    return verify(token, await known, expected);
  };
}

async function verify(token: unknown, keys: JWTVerifyGetKey, expected: Expected): Promise<JWTPayload> {
  const { jwtVerify } = await import('jose');
  const { issuer, clientId, now } = expected;
  const rules = {
    issuer,
    audience: clientId,
    algorithms: ALGORITHMS,
    requiredClaims: ['sub', 'exp', 'iat', 'nonce'],
    maxTokenAge: '10m',
    clockTolerance: 30,
    currentDate: now,
  };
  try {
    const { payload } = await jwtVerify(String(token), keys, rules);
    if (payload['nonce'] !== expected.nonce) throw Boom.unauthorized('nonce');
    const several = Array.isArray(payload.aud) && payload.aud.length > 1;
    const party = payload['azp'];
    if ((several || party !== undefined) && party !== clientId) throw Boom.unauthorized('azp');
    return payload;
  } catch (error) {
    throw judge(error as Error & { code?: unknown });
  }
}

function judge(error: Error & { code?: unknown }): Error {
  const mine = Boom.isBoom(error);
  if (mine && error.output.statusCode === 503) return error;
  if (!mine && !REFUSED.test(String(error.code))) return away(error);
  const message = 'What the sign-in provider sent could not be verified. Please sign in again.';
  return new Boom.Boom(message, { statusCode: 401, data: { cause: error } });
}

// jose keeps the keys, and asks again for one that it does not know, at most every 30 seconds.
async function keySet(url: string, fetch?: typeof globalThis.fetch): Promise<JWTVerifyGetKey> {
  const { createRemoteJWKSet, customFetch } = await import('jose');
  return createRemoteJWKSet(new URL(url), {
    timeoutDuration: PATIENCE,
    [customFetch]: async (address: string) => Response.json(await fetchJson(address, {}, fetch)),
  });
}
