import { type ErrorBody, githubAddress, readErrorBody } from './error-body.js';
import { Failure, type FailureDetails } from './errors.js';
import { type Recognised, recognise } from './refusal-kinds.js';

/** The headers of an answer, names in lower case. */
export type Headers = Readonly<Record<string, string | number | undefined>>;

export interface Refused {
  status: number;
  headers: Headers;
  /** The body as text. */
  body: string;
  date: Date | undefined;
  /** What was asked with: never in a text. */
  token: string;
}

/**
 * The failure that a status of 400 or more stands for, limits apart. GitHub's own sentence goes with each; advice that goes
 * beyond the status is given only where the sentence is recognised: advice for another case would send people astray.
 * https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api
 */
export function refusal({ status, headers, body, date, token }: Refused): Failure {
  const said = readErrorBody(body, token);
  const { quote, notice } = said;
  const found =
    singleSignOn(status, headers) ?? lackingPermission(status, headers, said) ?? recognise(status, quote);
  const details: FailureDetails = found ?? byStatus(status, quote);
  const href = found?.href ?? notice;
  return new Failure({
    ...details,
    status,
    ...(date && { date }),
    ...(quote && { quote }),
    ...(href && { href }),
  });
}

// What a status says for sure, whatever the sentence beside it.
function byStatus(status: number, quote: string): FailureDetails {
  const look = quote
    ? 'What GitHub says is all that is known of it.'
    : 'GitHub gives no reason; look there with the account of the token.';
  if (status === 401)
    return {
      class: 'auth',
      advice: `GitHub refuses this token. ${look} A new token can be entered at any time.`,
    };
  if (status === 403)
    return {
      class: 'right',
      advice: `GitHub refuses this to the token. ${look} It is asked again every day.`,
    };
  if (status === 404 || status === 410)
    return { class: 'gone', advice: `GitHub does not find this. ${look} The history stays.` };
  if (status === 451)
    return {
      class: 'gone',
      advice: 'GitHub has blocked this repository for legal reasons. The history stays.',
    };
  if (status >= 500 || status === 408) {
    const advice = `GitHub has a problem of its own (status ${status}). Nothing is lost if this passes within days.`;
    return { class: 'upstream', advice };
  }
  return { class: 'ours', advice: `GitHub refuses the request itself (status ${status}). ${look}` };
}

// The header alone decides: its sentence has had several forms.
function singleSignOn(status: number, headers: Headers): Recognised | null {
  const header = String(headers['x-github-sso'] ?? '');
  if (status !== 403 || !header.startsWith('required')) return null;
  const href = githubAddress(/\burl=(\S+)/.exec(header)?.[1] ?? '');
  const where = href ? 'Open the link' : 'Open the token at GitHub (Settings, Developer settings)';
  const advice = `The organization asks for single sign-on. ${where} and authorize the token for the organization.`;
  return { kind: 'single-sign-on', class: 'sso', advice, ...(href && { href }) };
}

// GitHub names the permission in every answer to such a token, also where it refuses for another reason.
function lackingPermission(status: number, headers: Headers, { quote }: ErrorBody): Recognised | null {
  const lacks = /^resource not accessible by (?:personal access token|integration)\.?$/i.test(quote);
  if (status !== 403 || !lacks) return null;
  const needed = String(headers['x-accepted-github-permissions'] ?? '');
  const named = /^[a-z_]+=[a-z]+(?:[,;] ?[a-z_]+=[a-z]+){0,9}$/.test(needed) ? needed : 'administration=read';
  const advice = `The token lacks a permission (${named}). Give it the repository permission "Administration: read" at GitHub, or make a new token that has it.`;
  return { kind: 'no-permission', class: 'right', advice };
}
