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

export interface Fetched {
  harvests: Harvest[];
  facts: RepositoryFacts | null;
  /** The gravest failure, where there was one. */
  failure: Failure | null;
  /** All the wanted parts came: the two daily ones, and the rest. */
  daily: boolean;
  rest: boolean;
}

export interface RoundLine {
  client: Client;
  /** Whether another request may be sent. */
  open(): boolean;
  wait<T>(call: Promise<T>): Promise<T>;
  /** Hears that one of the round's requests is over. */
  asked(): void;
  /** Sees what was thrown and is no refusal of GitHub. */
  strange(error: unknown): void;
}

/** The steps of what is wanted, the daily ones first. */
export function stepsOf({ daily, rest, verified }: Wanted): Step[] {
  const lone = daily && !rest && !verified ? [IDENTITY] : [];
  return [...(daily ? DAILY : []), ...(rest ? REST : []), ...lone];
}

/**
 * Asks GitHub for one repository, outside any transaction, and answers whatever may be merged. Never throws. A refusal
 * that concerns the whole repository or token ends the round; others cost only their own part.
 */
export async function fetchRound(
  repository: Repository,
  wanted: Wanted,
  { client, open, wait, asked, strange }: RoundLine,
): Promise<Fetched> {
  const basket: Basket = { harvests: new Map(), facts: null };
  const failures: Failure[] = [];
  const came = new Set<string>();
  for (const step of stepsOf(wanted)) {
    // Two daily answers that did not come in a row: the others would be waited for in vain.
    if (!open() || (failures.length > 1 && came.size === 0)) break;
    try {
      await wait(step.take(client, repository, basket));
      came.add(step.part);
    } catch (error) {
      const failure = failureOf(error, step.part);
      if (!failure) break;
      if (failure.class === 'ours') strange(error);
      failures.push(failure);
      if (failure.class !== 'upstream' && failure.class !== 'ours') break;
    } finally {
      asked();
    }
  }
  return judged(repository, wanted, basket, came, failures);
}

function judged(
  repository: Repository,
  wanted: Wanted,
  { harvests, facts }: Basket,
  came: Set<string>,
  failures: Failure[],
): Fetched {
  const other = facts !== null && facts.githubId !== repository.githubId;
  const failure = other ? notTheSame() : gravest(failures);
  // Without a fresh or recent proof of identity nothing is merged: the name could mean another repository by now.
  const proven = facts !== null ? !other : wanted.verified && failure?.class !== 'moved';
  const all = (steps: readonly Step[]): boolean => steps.every(({ part }) => came.has(part));
  return {
    harvests: proven ? [...harvests.values()].map((one) => ({ ...one, repositoryId: repository.id })) : [],
    facts: other ? null : facts,
    failure,
    daily: proven && all(DAILY),
    rest: proven && all(REST),
  };
}

// What ended the round says more than the hiccups before it.
function gravest(failures: Failure[]): Failure | null {
  return failures.find(({ class: kind }) => kind !== 'upstream' && kind !== 'ours') ?? failures[0] ?? null;
}
