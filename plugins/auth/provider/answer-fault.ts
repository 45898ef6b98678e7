import Boom from '@hapi/boom';

/** Why an answer of a provider let nobody in. */
export interface AnswerFault {
  /** `away`: the provider cannot be asked just now. `settings`: it refused the app. `refused`: all else. */
  kind: 'away' | 'settings' | 'refused';
  /** For the operator: the provider's error and description, the claim that failed, or the address and what is wrong with it. */
  cause: string;
}

const MAX_FOREIGN_TEXT = 300;
// RFC 6749, 5.2: errors of who asks, not of the answer that was brought.
const OF_SETTINGS = ['invalid_client', 'unauthorized_client', 'unsupported_grant_type', 'invalid_scope'];

/** What a foreign text says, on one line and not too long; `secret` (a code) is taken out. */
export function foreign(text: unknown, secret = ''): string {
  const line = String(text ?? '').replace(/\p{C}+/gu, ' ');
  return (secret ? line.replaceAll(secret, '[code]') : line).slice(0, MAX_FOREIGN_TEXT);
}

/** An OAuth error in words, as `error: description`. */
export function oauthError({ error, error_description: description }: Record<string, unknown>, code = '') {
  return [error, description]
    .filter((part) => typeof part === 'string' && part !== '')
    .map((part) => foreign(part, code))
    .join(': ');
}

/**
 * Throws 401 where a token endpoint answered 200 with an error in the body (GitHub does), or without what was asked of it.
 */
export function requireToken(answer: Record<string, unknown>, name: 'id_token' | 'access_token'): string {
  const token = answer[name];
  if (typeof token === 'string' && token !== '') return token;
  const said = oauthError(answer);
  const cause = said
    ? `the provider’s token endpoint answered with the error ${said}`
    : `the provider’s token endpoint sent no ${name}`;
  throw new Boom.Boom('The provider did not accept the sign-in. Please begin again.', {
    statusCode: 401,
    data: { cause: new Error(cause) },
  });
}

/**
 * What lies behind an error of the sign-in flow: ours carry a `cause`, bell's the answer of the token endpoint or what
 * became of the question.
 */
export function answerFault(
  error: Error,
  code: string,
  reason: (error: unknown) => string | undefined = () => undefined,
): AnswerFault {
  const { data } = error as Error & { data?: unknown };
  const cause = (data as { cause?: Error } | undefined)?.cause;
  const status = Boom.isBoom(error) ? error.output.statusCode : 500;
  if (cause) return { kind: status === 503 ? 'away' : 'refused', cause: foreign(cause.message, code) };
  if (status === 503) return { kind: 'away', cause: foreign(error.message) };
  if (!Boom.isBoom(data)) return { kind: 'refused', cause: foreign(payloadIn(data, code) || error.message) };
  const asked = data as Boom.Boom<{ payload?: unknown }>;
  const endpoint = 'the provider’s token endpoint';
  if (asked.data?.payload === undefined) {
    const why = reason(asked) ?? reason(asked.data) ?? asked.message;
    return { kind: 'away', cause: `${endpoint} cannot be reached: ${foreign(why)}` };
  }
  const said = `${endpoint} answered ${asked.output.statusCode}`;
  const words = payloadIn(asked.data.payload, code);
  if (asked.output.statusCode >= 500) return { kind: 'away', cause: words ? `${said}: ${words}` : said };
  const settings = OF_SETTINGS.some((name) => words.startsWith(name)) || asked.output.statusCode === 401;
  return { kind: settings ? 'settings' : 'refused', cause: words ? `${said}: ${words}` : said };
}

/** The error in a body, where it is one of OAuth's. */
function payloadIn(payload: unknown, code: string): string {
  const text = Buffer.isBuffer(payload) ? payload.toString() : typeof payload === 'string' ? payload : '';
  try {
    return oauthError(JSON.parse(text) as Record<string, unknown>, code);
  } catch {
    return oauthError(Object.fromEntries(new URLSearchParams(text)), code);
  }
}
