import type { Address, Client, Dated, RepositoryFacts } from '../github/api.js';
import type { Harvest } from '../traffic/api.js';

/** What is asked for in a round. */
export type Part =
  | 'views'
  | 'clones'
  | 'weekly views'
  | 'weekly clones'
  | 'referrers'
  | 'paths'
  | 'repository';

/** What came so far: a harvest for each UTC day of GitHub's Date header, and the repository's own facts. */
export interface Basket {
  readonly harvests: Map<string, Harvest>;
  facts: RepositoryFacts | null;
}

export interface Step {
  part: Part;
  /** Asks, and puts the answer into the basket. Throws GitHubError. */
  take(client: Client, address: Address, basket: Basket): Promise<void>;
}

function step<T>(
  part: Part,
  ask: (client: Client, address: Address) => Promise<Dated<T>>,
  put: (harvest: Harvest, data: T) => void,
): Step {
  return {
    part,
    async take(client, address, basket) {
      const { data, date, leftOut = [] } = await ask(client, address);
      const harvest = harvestOf(basket, date);
      put(harvest, data);
      if (leftOut.length > 0) harvest.leftOut = [...(harvest.leftOut ?? []), ...leftOut];
    },
  };
}

// A round may run over midnight: ages are counted from the day of each answer.
function harvestOf({ harvests }: Basket, date: Date): Harvest {
  const askedDay = date.toISOString().slice(0, 10);
  const known = harvests.get(askedDay);
  if (known) return known;
  const fresh: Harvest = { repositoryId: 0, askedDay, runNewest: null, days: {}, weeks: {} };
  harvests.set(askedDay, fresh);
  return fresh;
}

/** The two that are lost when nobody asks for a fortnight. */
export const DAILY: readonly Step[] = [
  step(
    'views',
    (client, address) => client.traffic(address, 'views', 'day'),
    (harvest, answer) => {
      harvest.days.views = answer;
    },
  ),
  step(
    'clones',
    (client, address) => client.traffic(address, 'clones', 'day'),
    (harvest, answer) => {
      harvest.days.clones = answer;
    },
  ),
];

/** The repository itself: its numbers, and the proof that the name still means the same repository. */
export const IDENTITY: Step = {
  part: 'repository',
  async take(client, { owner, name }, basket) {
    const { data, date } = await client.repository(owner, name);
    const { stars, forks, watchers, openIssues } = data;
    basket.facts = data;
    harvestOf(basket, date).counts = { stars, forks, watchers, openIssues };
  },
};

/** What can wait for the next event where an account's limit is short; the repository itself goes with it. */
export const REST: readonly Step[] = [
  step(
    'weekly views',
    (client, address) => client.traffic(address, 'views', 'week'),
    (harvest, answer) => {
      harvest.weeks.views = answer;
    },
  ),
  step(
    'weekly clones',
    (client, address) => client.traffic(address, 'clones', 'week'),
    (harvest, answer) => {
      harvest.weeks.clones = answer;
    },
  ),
  step(
    'referrers',
    (client, address) => client.referrers(address),
    (harvest, places) => {
      harvest.referrers = places;
    },
  ),
  step(
    'paths',
    (client, address) => client.paths(address),
    (harvest, places) => {
      harvest.paths = places;
    },
  ),
];
