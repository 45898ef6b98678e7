import type { JWTPayload } from 'jose';

/** What jose throws. */
export type TokenError = Error & { code?: unknown; claim?: string; payload?: JWTPayload };

const MAX_QUOTED = 200;
const quoted = (value: unknown): string => JSON.stringify(value)?.slice(0, MAX_QUOTED) ?? 'missing';

/** Why an id_token was refused, for the operator: the claim that failed, the clocks' difference, the key. Never the token. */
export function tokenFault(
  error: TokenError,
  token: string,
  expected: { issuer: string; clientId: string; keys: string },
  now: Date,
): string {
  const { claim, payload = {} } = error;
  if (error.code === 'ERR_JWKS_NO_MATCHING_KEY') {
    const { kid, alg } = headerOf(token);
    return `the id_token is signed by the key ${quoted(kid)} (${quoted(alg)}), which is not among the keys at ${expected.keys}`;
  }
  if (error.code === 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED')
    return `the id_token’s signature does not fit the keys at ${expected.keys}`;
  if (error.code === 'ERR_JOSE_ALG_NOT_ALLOWED')
    return `the id_token is signed by ${quoted(headerOf(token)['alg'])}, which is not allowed`;
  if (claim === 'iat' || claim === 'exp' || claim === 'nbf') return clockFault(claim, payload, now);
  if (claim === 'iss') return `the id_token’s iss is ${quoted(payload.iss)}, and not ${expected.issuer}`;
  if (claim === 'aud') return `the id_token’s aud is ${quoted(payload.aud)}, and not ${expected.clientId}`;
  if (claim) return `the id_token’s ${claim} is ${quoted(payload[claim])}`;
  return `the id_token cannot be read: ${error.message}`;
}

// A token is fresh when it arrives, so its iat shows the provider's clock.
function clockFault(claim: string, payload: JWTPayload, now: Date): string {
  const { iat } = payload;
  if (typeof iat !== 'number' || typeof payload[claim] !== 'number')
    return `the id_token’s ${claim} is ${quoted(payload[claim])}, and its iat ${quoted(iat)}`;
  const difference = Math.round(iat - now.getTime() / 1000);
  const words = difference < 0 ? 'behind' : 'ahead of';
  return `the id_token’s ${claim} does not fit: the provider’s clock is ${Math.abs(difference)} seconds ${words} this machine’s; set both by a time server`;
}

function headerOf(token: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as Record<
      string,
      unknown
    >;
  } catch {
    return {};
  }
}
