import type { ErrorClass, GitHubError, RefusalKind } from './api.js';

export interface FailureDetails {
  class: ErrorClass;
  kind?: RefusalKind;
  status?: number;
  silent?: true;
  advice: string;
  quote?: string;
  retryAt?: Date;
  date?: Date;
  href?: string;
  /** What of an answer cannot be true, without advice. */
  reason?: string;
  cause?: unknown;
}

/** What every failed call throws. Its texts are our own but for `quote`, which is fit to be shown (error-body.ts). */
export class Failure extends Error implements GitHubError {
  override readonly name = 'GitHubError';
  readonly class: ErrorClass;
  readonly status: number;
  readonly advice: string;
  declare readonly kind?: RefusalKind;
  declare readonly silent?: true;
  declare readonly quote?: string;
  declare readonly retryAt?: Date;
  declare readonly date?: Date;
  declare readonly href?: string;
  declare readonly reason?: string;

  constructor(details: FailureDetails) {
    const {
      class: errorClass,
      kind,
      silent,
      status = 0,
      advice,
      quote,
      retryAt,
      date,
      href,
      reason,
      cause,
    } = details;
    const about = `GitHub: ${errorClass}${status ? ` (${status})` : ''}.`;
    super(`${about} ${explained(advice, quote)}`, cause === undefined ? {} : { cause });
    this.class = errorClass;
    this.status = status;
    this.advice = advice;
    if (kind) this.kind = kind;
    if (silent) this.silent = silent;
    if (quote) this.quote = quote;
    if (retryAt) this.retryAt = retryAt;
    if (date) this.date = date;
    if (href) this.href = href;
    if (reason) this.reason = reason;
  }

  get explanation(): string {
    return explained(this.advice, this.quote);
  }
}

const explained = (advice: string, quote: string | undefined): string =>
  quote ? `GitHub says: “${quote}” ${advice}` : advice;

/** An answer that nobody expects of GitHub. */
export function strange(what: string, status = 0, cause?: unknown): Failure {
  const advice = `GitHub's answer cannot be used: ${what}. Nothing of it was kept.`;
  return new Failure({ class: 'upstream', status, advice, reason: what, cause });
}

/** A redirect that is not followed, because the token or another repository's history would be at stake. */
export function notFollowed(what: string, status: number): Failure {
  const advice = `GitHub redirects this repository, but ${what}. Look where it is now and add it under its present name.`;
  return new Failure({ class: 'moved', status, advice });
}

/** The account may not ask before `retryAt`. */
export function limited(retryAt: Date, status = 0, date?: Date, quote?: string): Failure {
  const advice = `GitHub's limit for this account is reached. Nothing needs to be done: collecting goes on after ${retryAt.toISOString()}.`;
  return new Failure({
    class: 'limit',
    status,
    advice,
    retryAt,
    ...(date && { date }),
    ...(quote && { quote }),
  });
}

/** The call was not made, or not to its end, because nobody wants it any more. */
export function stopped(): Failure {
  const advice =
    'The call was stopped because the token was replaced or the app ends. The next collection asks again.';
  return new Failure({ class: 'ours', advice });
}
