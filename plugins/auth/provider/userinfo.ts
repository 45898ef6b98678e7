import Boom from '@hapi/boom';
import { fetchJson } from '../fetch-json.js';

type Claims = Record<string, unknown>;

interface Question {
  /** The provider's userinfo endpoint; null where it has none. */
  address: string | null;
  accessToken: unknown;
  fetch: typeof globalThis.fetch | undefined;
  /** Told why it could not be asked: people come in without, but the operator should know. */
  failed: (cause: Error) => void;
}

const NAMES = ['name', 'preferred_username'];

/**
 * The claims of the id_token, and of the userinfo endpoint what they lack: many providers say name and address only
 * there (OpenID Connect Core 5.3 and 5.4). It is asked where the id_token has no address. Throws 401 where it speaks
 * of somebody else.
 */
export async function withUserinfo(claims: Claims, question: Question): Promise<Claims> {
  const { address, accessToken } = question;
  if (present(claims['email']) || !address || typeof accessToken !== 'string' || !accessToken) return claims;
  let said: Claims;
  try {
    const headers = { authorization: `Bearer ${accessToken}` };
    said = ((await fetchJson(address, headers, question.fetch)) ?? {}) as Claims;
  } catch (error) {
    question.failed(error as Error);
    return claims;
  }
  // 5.3.2: what does not name the same subject may be somebody else's.
  if (said['sub'] !== claims['sub']) {
    const cause = new Error(`the userinfo endpoint ${address} names another sub than the id_token`);
    throw new Boom.Boom('The provider named two different people. Please sign in again.', {
      statusCode: 401,
      data: { cause },
    });
  }
  const names = NAMES.filter((name) => !present(claims[name])).map((name) => [name, said[name]]);
  // An address and whether it is verified come from one place.
  const mail = { email: said['email'], email_verified: said['email_verified'], xms_edov: said['xms_edov'] };
  return { ...claims, ...Object.fromEntries(names), ...mail };
}

const present = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';
