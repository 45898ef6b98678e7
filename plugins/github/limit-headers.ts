import type { Headers } from './refusals.js';

/** GitHub's hours are never longer, and its days are lost after two: longer than this nobody waits without asking again. */
const WEEK_IN_SECONDS = 7 * 86_400;

// GitHub's sentences about limits; a word of them alone ("abuse") stands in other refusals too.
const LIMITS =
  /\b(?:rate limit (?:was |has been |already )?exceeded|exceeded an? (?:\w+ )?rate limit|abuse detection mechanism|login attempts exceeded)\b/i;

/** A Date header as an instant, or undefined where it is missing or no HTTP date of our times. */
export function dateOf(headers: Headers): Date | undefined {
  const text = String(headers['date'] ?? '');
  if (!/^\w{3}, \d{2} \w{3} 20\d{2} \d{2}:\d{2}:\d{2} GMT$/.test(text)) return undefined;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/**
 * How many seconds an answer asks to wait: a number; `unsaid` where it refuses without a believable time; null where
 * it is no limit at all. `now` is GitHub's clock, by which it writes its times.
 * https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately
 */
export function secondsToWait(
  status: number,
  headers: Headers,
  message: string,
  now: Date,
): number | 'unsaid' | null {
  const retryAfter = headers['retry-after'];
  const seconds = retryAfter === undefined ? undefined : retryAfterSeconds(String(retryAfter), now);
  if (status !== 403 && status !== 429) return status >= 500 && seconds !== undefined ? seconds : null;
  if (retryAfter !== undefined) return seconds ?? 'unsaid';
  if (String(headers['x-ratelimit-remaining']).trim() === '0')
    return secondsToReset(headers, now) ?? 'unsaid';
  if (status === 429 || LIMITS.test(message)) return 'unsaid';
  return null;
}

/** Seconds until the hour of an answer's budget is over, one more than GitHub says; undefined where that is unbelievable. */
function secondsToReset(headers: Headers, now: Date): number | undefined {
  const text = String(headers['x-ratelimit-reset'] ?? '').trim();
  if (!/^\d{1,12}$/.test(text)) return undefined;
  const seconds = Number(text) - Math.floor(now.getTime() / 1000) + 1;
  return seconds > 0 && seconds <= WEEK_IN_SECONDS ? seconds : undefined;
}

/** What is left of the hour, and the seconds until it is over; null where the answer does not say. */
export function budgetOf(headers: Headers, now: Date): { remaining: number; seconds: number } | null {
  const text = String(headers['x-ratelimit-remaining'] ?? '').trim();
  const seconds = secondsToReset(headers, now);
  if (!/^\d{1,9}$/.test(text) || seconds === undefined) return null;
  return { remaining: Number(text), seconds };
}

/** Both forms of RFC 9110, 10.2.3, at most a week; undefined for anything else and for times gone by. */
function retryAfterSeconds(text: string, now: Date): number | undefined {
  const date = dateOf({ date: text.trim() });
  const seconds = date ? Math.ceil((date.getTime() - now.getTime()) / 1000) : integerOf(text.trim());
  return seconds !== undefined && seconds > 0 ? Math.min(seconds, WEEK_IN_SECONDS) : undefined;
}

function integerOf(text: string): number | undefined {
  return /^\d{1,20}$/.test(text) ? Number(text) : undefined;
}
