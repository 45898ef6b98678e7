import type { Octokit } from '@octokit/rest';
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
      const repeated = Number(parameters.request?.['retryCount'] ?? 0) > 0;
      if (repeated) await new Promise((go) => setTimeout(go, options.random() * options.jitter));
      const leave = await entered(options, parameters);
      try {
        parameters.headers['x-github-api-version'] = options.apiVersion;
        const response = await request(parameters);
        noteBudget(options, response.headers as Headers);
        // Wrapped, because octokit's plugins would look for `errors` in it.
        response.data = { json: read(response.data) };
        options.pace.succeeded();
        return response;
      } catch (error) {
        throw judged(error, options, parameters);
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
  if (!budget) return;
  pace.budget = { remaining: budget.remaining, resetAt: new Date(now().getTime() + budget.seconds * 1000) };
  if (budget.remaining === 0) pace.block(budget.seconds);
}

/** Blocks the account where the answer says so, and says by the error's status whether to repeat. */
function judged(error: unknown, options: AttemptOptions, parameters: object): unknown {
  if (error instanceof Failure) return final(error, parameters);
  const { status, response, cause } = error as RequestError;
  // Cut off, strange, not to be followed: only silence is worth another try.
  if (cause instanceof Failure)
    return cause.class === 'upstream' && cause.status === 0 ? error : final(cause, parameters);
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

/** Status 0 and a `request` are what makes the retry and throttling plugins pass an error on. */
function final(failure: unknown, parameters: object): Error {
  return Object.assign(new Error('see the cause', { cause: failure }), { status: 0, request: parameters });
}
