import type { Fault } from '../database/api.js';
import type { ErrorClass, GitHubError } from '../github/api.js';
import { Abandoned } from './gate.js';
import type { Part } from './steps.js';

/** Why a part of a round did not come, and what the owner can do about it. */
export interface Failure {
  class: ErrorClass;
  part: Part | null;
  advice: string;
  /** GitHub's own sentence: foreign text. */
  quote: string | null;
  href: string | null;
  retryAt: Date | null;
  /** GitHub did not answer in time. */
  silent: boolean;
}

const OURS =
  'Something went wrong on our side; it has been recorded. The next collections try again, at growing distance.';
const NOT_SAME =
  'The name now belongs to another repository at GitHub, so nothing was merged. Look where yours is now and add it under its present name.';
const NO_TOKEN = 'There is no GitHub token to collect with. Enter one in the settings.';

const plain = { part: null, quote: null, href: null, retryAt: null, silent: false };

/** Where the numeric id at GitHub is not the one that was added. */
export const notTheSame = (): Failure => ({ ...plain, class: 'moved', part: 'repository', advice: NOT_SAME });
export const noToken = (): Failure => ({ ...plain, class: 'auth', advice: NO_TOKEN });

/** What keeps the database from taking what GitHub answered, for the owner; the operator finds the whole of it in the log. */
export function notSaved({ reason, quote }: Fault): Failure {
  const said = quote ? ` (“${quote}”)` : '';
  const advice = `${reason}${said}, so GitHub's answer could not be written down. Tell whoever runs this app; the next collection asks again, and nothing is lost as long as that comes within 12 days.`;
  return { ...plain, class: 'ours', advice };
}

/** What was thrown, as a failure; null for a call that was given up because the run had to end. */
export function failureOf(error: unknown, part: Part | null): Failure | null {
  if (error instanceof Abandoned) return null;
  if (!isGitHubError(error)) return { ...plain, class: 'ours', part, advice: OURS };
  const { advice, quote = null, href = null, retryAt = null, silent = false } = error;
  return { class: error.class, part, advice, quote, href, retryAt, silent };
}

/** GitHub's sentence and the advice, for places that have room for one text. */
export const explained = ({ advice, quote }: Pick<Failure, 'advice' | 'quote'>): string =>
  quote ? `GitHub says: “${quote}” ${advice}` : advice;

export function isGitHubError(error: unknown): error is GitHubError {
  return error instanceof Error && error.name === 'GitHubError';
}
