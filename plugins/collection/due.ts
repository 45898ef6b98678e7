import { isInForce, termFrom } from '../database/in-force.js';
import type { Repository } from '../repositories/api.js';
import type { AttemptRow } from './models.js';

const HOUR = 3_600_000;
/** Collected within this time is not due: a daily event that comes somewhat early still finds it due. */
export const DUE_AFTER_MS = 20 * HOUR;
const ENDLESS = new Date(8.64e15);
const VERIFIED_FOR_MS = 8 * 24 * HOUR;

/** A repository with what of its round is due. */
export interface Job {
  repository: Repository;
  daily: boolean;
  rest: boolean;
  verified: boolean;
  /** Milliseconds of the last success of the daily figures; 0 without one. */
  since: number;
  restSince: number;
  /** GitHub did not give it when it was last asked: it comes after those that it gives. */
  doubtful: boolean;
}

export type Attempt = Pick<
  AttemptRow,
  'last_success' | 'rest_success' | 'verified_at' | 'last_try' | 'next_try' | 'error_class'
>;

/** What a run is to ask for: what is due, all, or all that was not collected since an instant. */
export interface Scope {
  all: boolean;
  since?: Date | undefined;
}

/**
 * What is due of a repository, or null for nothing. `all` asks for everything, whatever was collected and whatever
 * failed; else the two halves of a round are due by themselves, and nothing is before `next_try`. What is dated in the
 * future was written by a wrong clock and counts for nothing.
 */
export function jobOf(
  repository: Repository,
  attempt: Attempt | undefined,
  { all, since: from }: Scope,
  now: Date,
): Job | null {
  const since = pastOf(attempt?.last_success, now);
  const restSince = pastOf(attempt?.rest_success, now);
  const isDue = (last: number): boolean =>
    all ? !from || last < from.getTime() : last <= now.getTime() - DUE_AFTER_MS;
  if (!all && attempt && waits(attempt, now)) return null;
  // It failed since then: this run goes on behind the one in which it did.
  if (from && attempt?.error_class && pastOf(attempt.last_try, now) >= from.getTime()) return null;
  const job = { repository, daily: isDue(since), rest: isDue(restSince), since, restSince };
  if (!job.daily && !job.rest) return null;
  // Adding a repository proves its id too.
  const seen = [attempt?.verified_at, repository.addedAt].map((at) => termFrom(at, VERIFIED_FOR_MS));
  const verified = seen.some((term) => term && isInForce(term, now));
  return { ...job, verified, doubtful: attempt?.error_class === 'upstream' };
}

/** Whether a repository that failed is to be left alone for a while. */
export function waits({ last_try, next_try }: Pick<Attempt, 'last_try' | 'next_try'>, now: Date): boolean {
  return next_try !== null && isInForce({ since: new Date(last_try), until: new Date(next_try) }, now);
}

/** Milliseconds of an instant that has been; 0 without one, and for one that is to come. */
export function pastOf(at: Date | null | undefined, now: Date): number {
  if (!at) return 0;
  const since = new Date(at);
  return isInForce({ since, until: ENDLESS }, now) ? since.getTime() : 0;
}

/**
 * Stalest first: never collected before all others, then by the last success, then by id. What GitHub did not give the
 * last time comes last, since it may cost the time of many others.
 */
export function stalestFirst(jobs: Job[]): Job[] {
  return [...jobs].sort(
    (a, b) =>
      Number(a.doubtful) - Number(b.doubtful) || a.since - b.since || a.repository.id - b.repository.id,
  );
}

/**
 * The passes over an account's jobs within `capacity` requests: one over all where everything fits. Else the daily
 * figures of every repository first, since only they are lost by waiting, and then the rest of those.
 */
export function passes(jobs: Job[], capacity: number): Job[][] {
  const cost = jobs.reduce((sum, job) => sum + (job.daily ? 2 : 0) + (job.rest ? 5 : 0), 0);
  if (cost <= capacity) return [stalestFirst(jobs)];
  const daily = jobs.filter((job) => job.daily).map((job) => ({ ...job, rest: false }));
  const rest = jobs.filter((job) => job.rest).map((job) => ({ ...job, daily: false }));
  const restFirst = rest.sort((a, b) => a.restSince - b.restSince || a.repository.id - b.repository.id);
  return [stalestFirst(daily), restFirst];
}
