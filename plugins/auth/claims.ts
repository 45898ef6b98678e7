import Boom from '@hapi/boom';
import type { NewIdentity } from './api.js';

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

/** Foreign text fit for a column of `bytes` bytes: no control characters, cut at a character's end. */
export function fit(text: string, bytes: number): string {
  let clean = text.replace(CONTROLS, ' ').trim().slice(0, bytes);
  while (Buffer.byteLength(clean) > bytes) clean = clean.slice(0, -1);
  // Half a character at the end becomes U+FFFD, which has as many bytes.
  return Buffer.from(clean).toString();
}

type Claims = Record<string, unknown>;

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/**
 * Who the verified claims of an id_token speak of (OpenID Connect Core 5.1). Throws 401 where they name nobody. An
 * address counts only when `email_verified` is true itself: the text "true" is not.
 */
export function identityOf(claims: Claims): NewIdentity {
  const issuer = text(claims['iss']);
  const subject = claims['sub'];
  if (typeof subject !== 'string' || !subject.trim() || Buffer.byteLength(subject) > 255)
    throw Boom.unauthorized('The provider did not say who you are.');
  // App ID gives out identities without a person unless its settings say otherwise.
  if ([claims['amr']].flat().includes('appid_anon'))
    throw Boom.unauthorized('The provider knows you as a guest only. Sign in there with an account.');
  const email = text(claims['email']);
  // One that would have to be changed or cut to fit is not the one that was verified.
  const fits = email.includes('@') && fit(email, 320) === email;
  const emailVerified = claims['email_verified'] === true && fits;
  const names = [claims['name'], claims['preferred_username'], claims['email'], subject].map(text);
  const name = fit(names.find(Boolean) ?? '', 200);
  return { issuer, subject, name, email: emailVerified ? email : '', emailVerified };
}
