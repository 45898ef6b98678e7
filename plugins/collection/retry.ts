import type { ErrorClass } from '../github/api.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A little less than a day or week, so that the daily event that comes then finds it due. */
const DAILY = 20 * HOUR;
const WEEKLY = 7 * DAY - 4 * HOUR;

/**
 * When a repository that failed for the `failures`-th time in a row is tried again (milliseconds from now); null: with
 * the next event, because what failed was not the repository. What is gone may come back: daily for two weeks, then weekly.
 */
export function retryIn(kind: ErrorClass, failures: number, failingForMs: number): number | null {
  if (kind === 'auth' || kind === 'limit') return null;
  if (kind === 'gone') return failingForMs > 14 * DAY ? WEEKLY : DAILY;
  if (kind === 'right' || kind === 'sso' || kind === 'moved') return DAILY;
  return Math.min(DAILY, 15 * MINUTE * 2 ** Math.min(20, failures - 1));
}
