import { commitRound, later } from './commit.js';
import { type Job, passes } from './due.js';
import { failureOf } from './failure.js';
import { type Fetched, fetchRound } from './round.js';
import type { Plugins, Shared } from './shared.js';
import { type Token, tokenOf } from './token.js';

/** Where so many repositories in a row cannot be written down, asking GitHub for more is in vain. */
const REFUSED_AT_MOST = 10;

/** One tenant's repositories of a run; what stops it stops it alone. */
export interface Lane {
  tenantId: number;
  /** The GitHub account of its token. */
  account: string;
  /** How many lanes use the account. */
  sharing: number;
  jobs: Job[];
  /** Rounds at a time. */
  width: number;
  /** Whether to try the token before anything else (one request). */
  probe: boolean;
}

/** Works one tenant's repositories off, stalest first. Never throws; a bad token, a limit or a fault stops this lane only. */
export async function workLane(plugins: Plugins, shared: Shared, lane: Lane): Promise<void> {
  const { tally, waits } = shared;
  const { account, jobs } = lane;
  const token = tokenOf(plugins, shared, lane.tenantId, account);
  try {
    const paused = await plugins.pauses.of(account);
    if (paused) waits.set(account, paused);
    else await workPasses(plugins, shared, lane, token);
    const until = waits.get(account);
    if (until && !paused) await plugins.pauses.set(account, until);
  } catch (error) {
    plugins.strange(error);
    for (const job of jobs) if (!tally.over(job)) tally.failed(job, failureOf(error, null)!);
  }
  for (const job of jobs) if (token.dead && !tally.over(job)) tally.failed(job, token.dead);
}

async function workPasses(plugins: Plugins, shared: Shared, lane: Lane, token: Token): Promise<void> {
  let active = 0;
  const proven = lane.probe && (await token.probe());

  async function one(job: Job): Promise<void> {
    const now = await token.current();
    if (!now) return;
    active += 1;
    try {
      const fetched = await fetchRound(job.repository, job, {
        client: now.client,
        open: () => token.open(now.client, active),
        wait: shared.gate.wait,
        strange: plugins.strange,
      });
      const replaced = fetched.failure && (await token.refused(now.credential, fetched.failure));
      if (replaced && !shared.gate.closed) return one(job);
      await keep(plugins, shared, job, fetched);
    } finally {
      active -= 1;
    }
  }

  const capacity = (await token.capacity()) / lane.sharing;
  const planned = passes(lane.jobs, capacity);
  // Nobody knows yet whether the token is good: one repository finds out for all.
  const begun = proven ? [] : (planned.find((pass) => pass.length > 0)?.splice(0, 1) ?? []);
  for (const pass of [begun, ...planned]) {
    const queue = pass.filter((job) => !shared.tally.over(job));
    const client = (await token.current())?.client;
    const next = () => (client && token.open(client, active + 1) ? queue.shift() : undefined);
    const worker = async () => {
      for (let job = next(); job; job = next()) await one(job);
    };
    await Promise.all(Array.from({ length: lane.width }, worker));
  }
}

/** Writes down what a round brought. What the database does not take fails this repository, not the run. */
async function keep(plugins: Plugins, shared: Shared, job: Job, fetched: Fetched): Promise<void> {
  const { tally, asked } = shared;
  const { repository } = job;
  const kind = fetched.failure?.class;
  if (fetched.harvests.length === 0 && (!kind || kind === 'limit')) return;
  try {
    const { kept, newest } = await commitRound(plugins, repository, job, fetched, shared.newest);
    shared.refused = 0;
    if (!kept) return tally.dropped(job);
    shared.newest = later(shared.newest, newest);
    for (const { askedDay } of fetched.harvests)
      asked.set(askedDay, [...(asked.get(askedDay) ?? []), repository.id]);
    tally.settled(job, fetched);
  } catch (error) {
    plugins.strange(error);
    const failure = failureOf(error, null)!;
    tally.failed(job, failure);
    shared.refused += 1;
    if (shared.refused >= REFUSED_AT_MOST) shared.gate.close();
    const nothing = { harvests: [], facts: null, failure, daily: false, rest: false };
    // Where even this cannot be written, the run's own event still names the repository.
    await commitRound(plugins, repository, job, nothing, null).catch(plugins.strange);
  }
}
