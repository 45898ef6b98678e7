import type { Repository } from '../repositories/api.js';
import type { AttemptRow } from './models.js';

const HOUR = 3_600_000;
/** Collected within this time is not due: a daily event that comes somewhat early still finds it due. */
const DUE_AFTER = 20 * HOUR;
const VERIFIED_FOR = 8 * 24 * HOUR;

/** A repository with what of its round is due. */
export interface Job {
  repository: Repository;
  daily: boolean;
  rest: boolean;
  verified: boolean;
  /** Milliseconds of the last success of the daily figures; 0 without one. */
  since: number;
  restSince: number;
}

export type Attempt = Pick<AttemptRow, 'last_success' | 'rest_success' | 'verified_at' | 'next_try'>;

const time = (at: Date | null | undefined): number => (at ? new Date(at).getTime() : 0);

/**
 * What is due of a repository, or null for nothing. `all` asks for everything, whatever was collected and whatever
 * failed; else the two halves of a round are due by themselves, and nothing is before `next_try`.
 */
export function jobOf(
  repository: Repository,
  attempt: Attempt | undefined,
  all: boolean,
  now: Date,
): Job | null {
  const since = time(attempt?.last_success);
  const restSince = time(attempt?.rest_success);
  const old = (last: number): boolean => all || last <= now.getTime() - DUE_AFTER;
  if (!all && time(attempt?.next_try) > now.getTime()) return null;
  const job = { repository, daily: old(since), rest: old(restSince), since, restSince };
  // Adding a repository proves its id too.
  const seen = Math.max(time(attempt?.verified_at), Date.parse(repository.addedAt));
  return job.daily || job.rest ? { ...job, verified: seen >= now.getTime() - VERIFIED_FOR } : null;
}

/** Stalest first: never collected before all others, then by the last success, then by id. */
export function stalestFirst(jobs: Job[]): Job[] {
  return [...jobs].sort((a, b) => a.since - b.since || a.repository.id - b.repository.id);
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
