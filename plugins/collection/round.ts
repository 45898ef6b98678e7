import type { Client, RepositoryFacts } from '../github/api.js';
import type { Repository } from '../repositories/api.js';
import type { Harvest } from '../traffic/api.js';
import { type Failure, failureOf, notTheSame } from './failure.js';
import { type Basket, DAILY, IDENTITY, REST, type Step } from './steps.js';

/** Which parts of a round are to be fetched. */
export interface Wanted {
  daily: boolean;
  rest: boolean;
  /** The numeric id was seen lately, so that a merge does not depend on seeing it now. */
  verified: boolean;
}

/** A part of a round that is saved by itself. */
export interface Half extends Wanted {
  /** The repository itself is asked for first: where the name means another one by now, nothing is merged. */
  identity: boolean;
}

export interface Fetched {
  harvests: Harvest[];
  facts: RepositoryFacts | null;
  /** The gravest failure, where there was one. */
  failure: Failure | null;
  /** All the wanted parts came: the two daily ones, and the rest. */
  daily: boolean;
  rest: boolean;
  /** Nothing more is to be asked about this repository in this run. */
  over: boolean;
}

export interface RoundLine {
  client: Client;
  /** Whether another request may be sent. */
  open(): boolean;
  wait<T>(call: Promise<T>): Promise<T>;
  /** Hears that one of the round's requests is over. */
  asked(): void;
  /** Hears for how many milliseconds GitHub kept silent. */
  silent(milliseconds: number): void;
  /** Sees what was thrown and is no refusal of GitHub. */
  strange(error: unknown): void;
}

/** The halves of what is wanted: the daily figures by themselves and first, since only they are lost by waiting. */
export function halvesOf({ daily, rest, verified }: Wanted): Half[] {
  const first: Half = { daily: true, rest: false, verified, identity: rest || !verified };
  const second: Half = { daily: false, rest: true, verified, identity: !daily };
  return [...(daily ? [first] : []), ...(rest ? [second] : [])];
}

export function stepsOf({ daily, rest, identity }: Half): Step[] {
  return [...(identity ? [IDENTITY] : []), ...(daily ? DAILY : []), ...(rest ? REST : [])];
}

/** How many requests the round takes. */
export const requestsOf = (wanted: Wanted): number => halvesOf(wanted).flatMap(stepsOf).length;

/**
 * Asks GitHub for one half of a repository's round, outside any transaction, and answers whatever may be merged. Never
 * throws. A refusal that concerns the whole repository or token ends the round, and so does silence, which would cost the
 * others their time; other failures cost only their own part. `first` is what the half before it brought.
 */
export async function fetchHalf(
  repository: Repository,
  half: Half,
  { client, open, wait, asked, silent, strange }: RoundLine,
  first: Fetched | null = null,
): Promise<Fetched> {
  const basket: Basket = { harvests: new Map(), facts: first?.facts ?? null };
  const failures: Failure[] = [];
  const came = new Set<string>();
  let over = false;
  for (const step of stepsOf(half)) {
    // The first answers did not come: the others would be waited for in vain.
    over ||= !open() || (failures.length > 1 && came.size === 0 && !first);
    if (over) break;
    const began = performance.now();
    try {
      await wait(step.take(client, repository, basket));
      came.add(step.part);
    } catch (error) {
      const failure = failureOf(error, step.part);
      if (!failure) {
        over = true;
        break;
      }
      if (failure.class === 'ours') strange(error);
      if (failure.silent) silent(performance.now() - began);
      failures.push(failure);
      over = failure.silent || (failure.class !== 'upstream' && failure.class !== 'ours');
    } finally {
      asked();
    }
  }
  over ||= half.daily && !DAILY.some(({ part }) => came.has(part));
  return judged(repository, half, basket, came, failures, over);
}

function judged(
  repository: Repository,
  half: Half,
  { harvests, facts }: Basket,
  came: Set<string>,
  failures: Failure[],
  over: boolean,
): Fetched {
  const other = facts !== null && facts.githubId !== repository.githubId;
  const failure = other ? notTheSame() : gravest(failures);
  // Without a fresh or recent proof of identity nothing is merged: the name could mean another repository by now.
  const proven = facts !== null ? !other : half.verified && failure?.class !== 'moved';
  const all = (steps: readonly Step[]): boolean => steps.every(({ part }) => came.has(part));
  return {
    harvests: proven ? [...harvests.values()].map((one) => ({ ...one, repositoryId: repository.id })) : [],
    facts: other ? null : facts,
    failure,
    daily: proven && half.daily && all(DAILY),
    rest: proven && half.rest && all(REST) && facts !== null,
    over: over || other,
  };
}

// What ended the round says more than the hiccups before it.
function gravest(failures: Failure[]): Failure | null {
  return failures.find(({ class: kind }) => kind !== 'upstream' && kind !== 'ours') ?? failures[0] ?? null;
}
