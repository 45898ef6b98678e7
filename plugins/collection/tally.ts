import type { Job } from './due.js';
import type { Failure } from './failure.js';
import type { Fetched } from './round.js';

/** Counts of a run, of all its repositories or of some tenants'. */
export interface Counts {
  due: number;
  collected: number;
  /** Of those collected: their daily figures came, but some other part failed. */
  incomplete: number;
  failed: number;
  /** Those still due, wholly or in part, that did not fail themselves. */
  remaining: number;
}

export interface FailedRepository {
  repositoryId: number;
  tenantId: number;
  name: string;
  class: string;
  advice: string;
  quote: string | null;
}

interface Entry {
  tenantId: number;
  /** Parts (daily, rest) that are still to be fetched. */
  owed: number;
  incomplete: boolean;
  state: 'waiting' | 'collected' | 'failed' | 'dropped';
}

export interface Tally {
  /** How each repository stands that is still tracked. */
  outcomes(): Map<number, 'collected' | 'failed' | 'waiting'>;
  /** Of the tenants, or of all. */
  counts(tenantIds?: readonly number[]): Counts;
  tenantIds(): number[];
  readonly failures: readonly FailedRepository[];
  /** What came of a job. */
  settled(job: Job, fetched: Pick<Fetched, 'daily' | 'rest' | 'failure'>): void;
  failed(job: Job, failure: Failure): void;
  /** No longer tracked: it is nobody's business any more. */
  dropped(job: Job): void;
  /** Nothing is left to do for the repository in this run: all came, or it failed, or it is gone. */
  over(job: Job): boolean;
}

/** Keeps count of a run's repositories, each in one state. */
export function tally(jobs: readonly Job[]): Tally {
  const entries = new Map<number, Entry>();
  const failures: FailedRepository[] = [];
  for (const { repository, daily, rest } of jobs) {
    const owed = Number(daily) + Number(rest);
    const { id, tenantId } = repository;
    entries.set(id, { tenantId, owed, incomplete: false, state: 'waiting' });
  }
  const entryOf = ({ repository }: Job): Entry => entries.get(repository.id)!;

  function failed(job: Job, failure: Failure): void {
    const entry = entryOf(job);
    const { id, tenantId, owner, name } = job.repository;
    entry.owed = 0;
    if (entry.state === 'collected') entry.incomplete = true;
    else entry.state = 'failed';
    failures.push({
      repositoryId: id,
      tenantId,
      name: `${owner}/${name}`,
      class: failure.class,
      advice: failure.advice,
      quote: failure.quote,
    });
  }

  return {
    failures,
    failed,
    counts(tenantIds) {
      const wanted = tenantIds && new Set(tenantIds);
      return count([...entries.values()].filter(({ tenantId }) => !wanted || wanted.has(tenantId)));
    },
    outcomes: () =>
      new Map([...entries].flatMap(([id, { state }]) => (state === 'dropped' ? [] : [[id, state] as const]))),
    tenantIds: () => [...new Set([...entries.values()].map(({ tenantId }) => tenantId))],
    settled(job, { daily, rest, failure }) {
      const entry = entryOf(job);
      // What the second half of a round brings does not make up for the first.
      if (entry.state === 'failed') return;
      const got = Number(job.daily && daily) + Number(job.rest && rest);
      entry.owed -= got;
      if (job.daily ? daily : rest) entry.state = 'collected';
      if (failure && failure.class !== 'limit') failed(job, failure);
    },
    dropped(job) {
      entryOf(job).state = 'dropped';
    },
    over(job) {
      const { state, owed } = entryOf(job);
      return owed === 0 || state === 'dropped';
    },
  };
}

function count(entries: Entry[]): Counts {
  const kept = entries.filter(({ state }) => state !== 'dropped');
  const of = (test: (entry: Entry) => boolean): number => kept.filter(test).length;
  return {
    due: kept.length,
    collected: of(({ state }) => state === 'collected'),
    incomplete: of(({ incomplete }) => incomplete),
    failed: of(({ state }) => state === 'failed'),
    remaining: of(({ state, owed }) => state !== 'failed' && owed > 0),
  };
}
