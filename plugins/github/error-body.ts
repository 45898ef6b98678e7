import { truncateUtf8 } from '../database/text.js';

/** What GitHub says in the body of a refusal. */
export interface ErrorBody {
  /** Its sentence, as a person may read it; '' where it says none. */
  quote: string;
  /** For a blocked repository: the notice that it was blocked for, at github.com. */
  notice: string | undefined;
}

const MAX_QUOTE_BYTES = 400;

// GitHub's own beginnings of tokens.
const TOKENS = /\b(?:gh[pousr]_|github_pat_)\w{4,}/g;

/**
 * Reads the body of a refusal; a body that is no JSON says nothing. The sentence is on one line, at most 400 bytes, without
 * marks of the writing direction and without a token, should GitHub repeat one.
 * https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api
 */
export function readErrorBody(text: string, token: string): ErrorBody {
  const body = objectOf(parsed(text));
  const plain = truncateUtf8(textOf(body['message']), 10_000);
  const clean = plain.replaceAll(token || '\0', '…').replace(TOKENS, '…');
  const notice = githubAddress(textOf(objectOf(body['block'])['html_url']));
  return { quote: truncateUtf8(clean.trim(), MAX_QUOTE_BYTES), notice };
}

/** An address that leads to github.com and nowhere else; undefined for any other text. */
export function githubAddress(text: string): string | undefined {
  if (text.length > 300 || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const plain = url.protocol === 'https:' && url.host === 'github.com' && !url.username && !url.password;
  return plain && url.href.length <= 300 ? url.href : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return null;
    throw error;
  }
}

const objectOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
