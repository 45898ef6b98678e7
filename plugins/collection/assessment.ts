import type { Repository } from '../repositories/api.js';
import type { CollectionState } from './api.js';
import { type Attempt, pastOf } from './due.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A daily event, its run and some delay. */
const LATE_AFTER_MS = 26 * HOUR;
/** Two daily events that did not help: somebody has to look. */
export const OVERDUE_AFTER_MS = 48 * HOUR;
/** The day before a collection was only seen growing; GitHub deletes it when it is 14 days old. */
const LOST_AFTER_MS = 13 * DAY;

/** Classes of failures that are neither ours nor the token's: a repository that is gone, a GitHub that is down. */
const NOT_OURS = ['gone', 'moved', 'upstream'];

/** Whether a failure of this class is neither ours nor a token's. */
export const isOutside = (errorClass: string): boolean => NOT_OURS.includes(errorClass);

/** A tracked repository, with what is known of collecting it. */
export interface Tracked {
  repository: Pick<Repository, 'id' | 'tenantId' | 'addedAt'>;
  attempt: Attempt | undefined;
  /** Its tenant has no token, or one that GitHub refuses: no attempt is made, and it fails all the same. */
  tokenless: boolean;
}

/** How collecting stands for some repositories at an instant. */
export interface Assessment {
  state: CollectionState;
  tracked: number;
  /** Tracked repositories by their state: they add up to `tracked`. */
  counts: { collected: number; late: number; failing: number; waiting: number };
  /** How many were not collected for two days although they do not fail. */
  overdue: number;
  newestSuccess: Date | null;
  /** The oldest of the last successes; of a repository never collected: when it was added. */
  oldestSuccess: Date | null;
  /** Since when nothing at all was collected; null where nothing is tracked. */
  since: Date | null;
  /** The instant at which GitHub deletes a day that the repository of `oldestSuccess` still lacks. */
  nextLoss: Date | null;
  /** Nothing is late, and nothing fails for a reason of ours or of a token's. */
  well: boolean;
}

interface Standing {
  state: keyof Assessment['counts'];
  success: number;
  since: number;
  errorClass: string | null;
}

/** What a success in the future was written by is a wrong clock: it counts as none. */
export function assess(tracked: readonly Tracked[], now: Date): Assessment {
  const all = tracked.map((one) => standingOf(one, now));
  const time = now.getTime();
  const count = (state: Standing['state']) => all.filter((one) => one.state === state).length;
  const counts = {
    collected: count('collected'),
    late: count('late'),
    failing: count('failing'),
    waiting: count('waiting'),
  };
  const newest = all.reduce((latest, { success }) => Math.max(latest, success), 0);
  const oldest = all.reduce((earliest, { since }) => Math.min(earliest, since), time);
  const since = newest || oldest;
  const overdue = all.filter((one) => one.state === 'late' && one.since < time - OVERDUE_AFTER_MS).length;
  const some = all.length > 0;
  return {
    state: stateOf(all.length, counts, time - since),
    tracked: all.length,
    counts,
    overdue,
    newestSuccess: newest > 0 ? new Date(newest) : null,
    oldestSuccess: some ? new Date(oldest) : null,
    since: some ? new Date(since) : null,
    nextLoss: some ? dayOf(oldest + LOST_AFTER_MS) : null,
    well: some && counts.late === 0 && all.every(isExcused(time)) && counts.failing * 2 < all.length,
  };
}

/** Whether somebody who can act must be told. */
export const isAlarming = ({ state, overdue }: Assessment): boolean => state === 'stopped' || overdue > 0;

function standingOf({ repository, attempt, tokenless }: Tracked, now: Date): Standing {
  const success = pastOf(attempt?.last_success, now);
  const since = success || pastOf(new Date(repository.addedAt), now) || now.getTime();
  const errorClass = tokenless ? 'auth' : (attempt?.error_class ?? null);
  const late = since < now.getTime() - LATE_AFTER_MS;
  const fine = success ? 'collected' : 'waiting';
  return { state: errorClass ? 'failing' : late ? 'late' : fine, success, since, errorClass };
}

function stateOf(tracked: number, counts: Assessment['counts'], sinceMs: number): CollectionState {
  if (tracked === 0) return 'idle';
  if (sinceMs > OVERDUE_AFTER_MS) return 'stopped';
  if (counts.late > 0) return 'late';
  return counts.failing > 0 ? 'failing' : 'well';
}

// GitHub may be down for a while; after two days of it days are at stake.
const isExcused =
  (time: number) =>
  ({ errorClass, since }: Standing): boolean =>
    errorClass === null ||
    (isOutside(errorClass) && (errorClass !== 'upstream' || since >= time - OVERDUE_AFTER_MS));

const dayOf = (time: number): Date => new Date(Math.floor(time / DAY) * DAY);
