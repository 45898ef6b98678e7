import type { Dated } from './api.js';
import type { Clock } from './clock.js';
import { Failure } from './errors.js';
import { dateOf } from './limit-headers.js';
import { type Headers, refusal } from './refusals.js';

/** What an octokit method gives for our purposes: text already read as JSON by the inmost plugin. */
interface Answer {
  headers: Headers;
  data: { json: unknown };
}

export interface CallOptions<T> {
  clock: Clock;
  /** What is asked with. */
  token: string;
  ask: () => Promise<unknown>;
  /** Validates the answer; `date` is GitHub's. */
  read: (answer: unknown, date: Date, headers: Headers) => T;
}

/** Makes one call and validates its answer. Throws Failure where GitHub or the way to it is the cause. */
export async function call<T>({ clock, token, ask, read }: CallOptions<T>): Promise<Dated<T>> {
  let answer: Answer;
  try {
    answer = (await ask()) as Answer;
  } catch (error) {
    throw translated(error, token);
  }
  const told = dateOf(answer.headers);
  const date = told ?? clock.now();
  const data = read(answer.data.json, date, answer.headers);
  if (told) await clock.learn(told);
  else await clock.refresh();
  return { data, date };
}

function translated(error: unknown, token: string): unknown {
  if (!(error instanceof Error)) return error;
  if (error instanceof Failure) return error;
  if (error.cause instanceof Failure) return error.cause;
  const { status, response } = error as { status?: number; response?: { headers: Headers; data: unknown } };
  if (status !== undefined && response) {
    const { headers } = response;
    return refusal({ status, headers, body: String(response.data), date: dateOf(headers), token });
  }
  // fetch says TypeError for all that can happen to a connection, and octokit hands it on as the cause.
  if (error.cause instanceof TypeError && /^(fetch failed|terminated)$/.test(error.cause.message)) {
    const advice = `GitHub cannot be reached${reasonOf(error.cause)}. Nothing is lost if this passes within days.`;
    return new Failure({ class: 'upstream', advice });
  }
  return error;
}

/** Why a connection failed; else the system's code, e.g. ECONNRESET; never the message, which may quote headers. */
function reasonOf(error: Error & { reason?: unknown }): string {
  if (typeof error.reason === 'string') return `: ${error.reason}`;
  const code = String((error.cause as { code?: unknown } | undefined)?.code ?? '');
  return /^[A-Z][A-Z0-9_]{2,40}$/.test(code) ? ` (${code})` : '';
}
