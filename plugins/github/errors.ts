import type { ErrorClass, GitHubError } from './api.js';

export interface FailureDetails {
  class: ErrorClass;
  status?: number;
  advice: string;
  retryAt?: Date;
  date?: Date;
  href?: string;
  /** What of an answer cannot be true, without advice. */
  reason?: string;
  cause?: unknown;
}

/** What every failed call throws. Its texts are our own: nothing that GitHub or the token's owner wrote is in them. */
export class Failure extends Error implements GitHubError {
  override readonly name = 'GitHubError';
  readonly class: ErrorClass;
  readonly status: number;
  readonly advice: string;
  declare readonly retryAt?: Date;
  declare readonly date?: Date;
  declare readonly href?: string;
  declare readonly reason?: string;

  constructor({ class: kind, status = 0, advice, retryAt, date, href, reason, cause }: FailureDetails) {
    super(`GitHub: ${kind}${status ? ` (${status})` : ''}. ${advice}`, cause === undefined ? {} : { cause });
    this.class = kind;
    this.status = status;
    this.advice = advice;
    if (retryAt) this.retryAt = retryAt;
    if (date) this.date = date;
    if (href) this.href = href;
    if (reason) this.reason = reason;
  }
}

/** An answer that nobody expects of GitHub. */
export function strange(what: string, status = 0, cause?: unknown): Failure {
  const advice = `GitHub's answer cannot be used: ${what}. Nothing of it was kept; the next collection asks again.`;
  return new Failure({ class: 'upstream', status, advice, reason: what, cause });
}

/** A redirect that is not followed, because the token or another repository's history would be at stake. */
export function notFollowed(what: string, status: number): Failure {
  const advice = `GitHub redirects this repository, but ${what}. Look where it is now and add it under its present name.`;
  return new Failure({ class: 'moved', status, advice });
}

/** The account may not ask before `retryAt`. */
export function limited(retryAt: Date, status = 0, date?: Date): Failure {
  const advice = `GitHub's limit for this account is reached. Nothing needs to be done: collecting goes on after ${retryAt.toISOString()}.`;
  return new Failure({ class: 'limit', status, advice, retryAt, ...(date && { date }) });
}

/** The call was not made, or not to its end, because nobody wants it any more. */
export function stopped(): Failure {
  const advice =
    'The call was stopped because the token was replaced or the app ends. The next collection asks again.';
  return new Failure({ class: 'ours', advice });
}
