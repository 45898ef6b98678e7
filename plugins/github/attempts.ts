import type { Octokit } from '@octokit/rest';
import type { Patience } from './api.js';
import { readErrorBody } from './error-body.js';
import { Failure, limited, strange } from './errors.js';
import { parseStrictly } from './json.js';
import { budgetOf, dateOf, secondsToWait } from './limit-headers.js';
import type { Pace } from './pacing.js';
import type { Headers } from './refusals.js';

export interface AttemptOptions {
  pace: Pace;
  token: string;
  now: () => Date;
  random: () => number;
  /** Milliseconds; a repeated attempt waits up to so many more than the retry plugin does. */
  jitter: number;
  /** Once GitHub has refused the token no further request is made with it. */
  refused: () => Failure | null;
  apiVersion: string;
  patience: () => Patience;
  /** Hears how each attempt ended: GitHub's status, or `none` where no answer came. */
  counted: (status: number | 'none') => void;
}

/** What octokit throws where an answer says no, or none came (then without `response`). */
interface RequestError extends Error {
  status: number;
  response?: { headers: Headers; data: unknown };
}

/** The inmost octokit plugin: runs around every single attempt, also the repeated ones. */
export function everyAttempt(options: AttemptOptions): (octokit: Octokit) => object {
  return (octokit) => {
    octokit.hook.wrap('request', async (request, parameters) => {
      const attempt = 1 + Number(parameters.request?.['retryCount'] ?? 0);
      if (attempt > 1) await new Promise((go) => setTimeout(go, options.random() * options.jitter));
      const leave = await entered(options, parameters);
      try {
        parameters.headers['x-github-api-version'] = options.apiVersion;
        const response = await request(parameters);
        options.counted(response.status);
        noteBudget(options, response.headers as Headers);
        // Wrapped, because octokit's plugins would look for `errors` in it.
        response.data = { json: read(response.data) };
        options.pace.succeeded();
        return response;
      } catch (error) {
        if (!(error instanceof Failure)) options.counted(statusOf(error));
        throw judged(error, options, parameters, attempt);
      } finally {
        leave();
      }
    });
    return {};
  };
}

/** A place in the account's pace; a Failure is given octokit's form, in which its plugins leave it alone. */
async function entered({ pace, refused }: AttemptOptions, parameters: object): Promise<() => void> {
  let leave: (() => void) | undefined;
  try {
    leave = await pace.enter();
    const failure = refused();
    if (failure) throw failure;
    return leave;
  } catch (error) {
    leave?.();
    throw final(error, parameters);
  }
}

function read(text: unknown): unknown {
  try {
    return parseStrictly(String(text));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError)
      throw strange('it is not whole JSON', 200);
    throw error;
  }
}

function noteBudget({ pace, now }: AttemptOptions, headers: Headers): void {
  const budget = budgetOf(headers, dateOf(headers) ?? now());
  if (budget) pace.noteBudget(budget.remaining, budget.seconds);
}

/** Blocks the account where the answer says so, and says by the error's status whether to repeat. */
function judged(error: unknown, options: AttemptOptions, parameters: object, attempt: number): unknown {
  if (error instanceof Failure) return final(error, parameters);
  const { status, response, cause } = error as RequestError;
  // Cut off, strange, not to be followed: only silence is worth another try, as long as there is patience.
  if (cause instanceof Failure)
    return cause.silent && attempt < options.patience().silences ? error : final(cause, parameters);
  if (!response) return error;
  const date = dateOf(response.headers);
  noteBudget(options, response.headers);
  const { quote } = readErrorBody(String(response.data), options.token);
  const wait = secondsToWait(status, response.headers, quote, date ?? options.now());
  if (wait === null) return error;
  return Object.assign(error as RequestError, {
    cause: limited(options.pace.block(wait), status, date, quote),
  });
}

function statusOf(error: unknown): number | 'none' {
  const { response, cause, status } = error as RequestError;
  if (response) return status;
  return (cause instanceof Failure && cause.status) || 'none';
}

/** Status 0 and a `request` are what makes the retry and throttling plugins pass an error on. */
function final(failure: unknown, parameters: object): Error {
  return Object.assign(new Error('see the cause', { cause: failure }), { status: 0, request: parameters });
}
