import Boom from '@hapi/boom';
import { truncateUtf8 } from '../database/text.js';
import type { NewIdentity } from './api.js';

// What nobody sees, and what makes one name look like another: soft hyphens, zero widths, marks of direction. The
// joiners stay, which some scripts and emoji are written with.
const INVISIBLE = /(?![\u200c\u200d])\p{Cf}/gu;

/** Foreign text fit for a column of `bytes` bytes: nothing invisible, cut at a character's end. */
export const fit = (text: string, bytes: number): string =>
  truncateUtf8(text.slice(0, bytes * 4).replace(INVISIBLE, ''), bytes).trim();

type Claims = Record<string, unknown>;

/** Who a provider says somebody is, and an address that it gave without saying that it is verified. */
export interface ProviderIdentity extends NewIdentity {
  unverifiedEmail: string;
  /** As the provider signed it, for the sign-out there. */
  idToken?: string;
}

const MAX_SUBJECT_BYTES = 255;
const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/**
 * Who the verified claims of an id_token speak of (OpenID Connect Core 5.1). Throws 401 where they name nobody. An
 * address counts when the provider says that it is verified: by `email_verified` (some write "true" as text), or, at
 * Entra, by `xms_edov`; and always with `trustEmail`.
 */
export function identityOf(claims: Claims, trustEmail: boolean): ProviderIdentity {
  const issuer = text(claims['iss']);
  const subject = subjectOf(claims['sub']);
  // App ID gives out identities without a person unless its settings say otherwise.
  if ([claims['amr']].flat().includes('appid_anon'))
    throw refused(
      'The provider knows you as a guest only. Sign in there with an account.',
      'the id_token’s amr is appid_anon: anonymous users are switched on in App ID',
    );
  const email = text(claims['email']);
  // One that would have to be changed or cut to fit is not the one that was verified.
  const fits = email.includes('@') && fit(email, 320) === email;
  const emailVerified = fits && (trustEmail || isVerified(claims));
  const names = [claims['name'], claims['preferred_username'], claims['email'], subject].map((name) =>
    fit(text(name), 200),
  );
  return {
    issuer,
    subject,
    name: names.find(Boolean) ?? '',
    email: emailVerified ? email : '',
    emailVerified,
    unverifiedEmail: fits && !emailVerified ? email : '',
  };
}

function subjectOf(subject: unknown): string {
  const message = 'The provider did not say who you are in a way that can be kept.';
  if (typeof subject !== 'string' || !subject.trim())
    throw refused(message, `the id_token’s sub is ${JSON.stringify(subject) ?? 'missing'}`);
  if (Buffer.byteLength(subject) > MAX_SUBJECT_BYTES)
    throw refused(message, `the id_token’s sub is longer than ${MAX_SUBJECT_BYTES} bytes`);
  // As it stands or not at all: changed it could be somebody else's.
  if (truncateUtf8(subject, MAX_SUBJECT_BYTES) !== subject)
    throw refused(message, 'the id_token’s sub holds characters that no identifier may have');
  return subject;
}

function isVerified(claims: Claims): boolean {
  const said = claims['email_verified'];
  if (said === undefined || said === null)
    return [true, 'true', 1, '1'].includes(claims['xms_edov'] as string | number | boolean);
  return said === true || said === 'true';
}

const refused = (message: string, cause: string): Boom.Boom =>
  new Boom.Boom(message, { statusCode: 401, data: { cause: new Error(cause) } });
