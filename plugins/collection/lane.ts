import type { Client } from '../github/api.js';
import { type Job, passes } from './due.js';
import { failureOf } from './failure.js';
import { keep } from './keep.js';
import { type Fetched, fetchRound, stepsOf } from './round.js';
import type { Plugins, Shared } from './shared.js';
import { type Token, tokenOf } from './token.js';

/** One tenant's repositories of a run; what stops it stops it alone. */
export interface Lane {
  tenantId: number;
  /** The GitHub account of its token. */
  account: string;
  /** How many lanes use the account. */
  sharing: number;
  /** What is still to be fetched; parts that came are struck off. */
  jobs: Job[];
  /** Rounds at a time. */
  width: number;
  /** Whether to try the token before anything else (one request). */
  probe: boolean;
}

/**
 * Works one tenant's repositories off, stalest first. A limit that ends before the deadline is waited for. Never
 * throws; a bad token, a longer limit or a fault stops this lane only.
 */
export async function workLane(plugins: Plugins, shared: Shared, lane: Lane): Promise<void> {
  const { tally, waits, gate } = shared;
  const { account, jobs } = lane;
  const token = tokenOf(plugins, shared, lane.tenantId, account);
  try {
    const paused = await plugins.pauses.of(account);
    if (paused) waits.set(account, paused);
    let proven = false;
    while (await mayGoOn(plugins, shared, account)) {
      proven ||= lane.probe && (await token.probe());
      if (!waits.has(account)) await workPasses(plugins, shared, lane, token, proven);
      const until = waits.get(account);
      if (!until || gate.closed || token.dead) break;
      await plugins.pauses.set(account, until);
    }
  } catch (error) {
    plugins.strange(error);
    for (const job of jobs) if (!tally.over(job)) tally.failed(job, failureOf(error, null)!);
  }
  for (const job of jobs) if (token.dead && !tally.over(job)) tally.failed(job, token.dead);
}

/** Waits until the account may be asked again; false where that is after the deadline. */
async function mayGoOn({ now, sleep }: Plugins, shared: Shared, account: string): Promise<boolean> {
  const { waits, gate, deadline } = shared;
  const until = waits.get(account);
  if (!until) return !gate.closed;
  if (gate.closed || until >= deadline) return false;
  // An abandoned wait rejects: the run is over.
  await gate.wait(sleep(Math.max(0, until.getTime() - now().getTime()))).catch(() => undefined);
  if (waits.get(account) === until) waits.delete(account);
  return !gate.closed;
}

async function workPasses(
  plugins: Plugins,
  shared: Shared,
  lane: Lane,
  token: Token,
  proven: boolean,
): Promise<void> {
  const { tally, gate } = shared;
  const line = { wait: gate.wait, strange: plugins.strange };
  const left = new Map(lane.jobs.map((job) => [job.repository.id, job]));
  // Requests that the rounds at work have still to make: what is begun should come to its end within the account's
  // hour, since half a round is asked for again.
  let promised = 0;

  async function ask(job: Job, client: Client): Promise<Fetched> {
    let own = stepsOf(job).length;
    const asked = () => {
      own -= 1;
      promised -= 1;
    };
    const open = () => token.open(client, 1);
    const fetched = await fetchRound(job.repository, job, { client, open, asked, ...line });
    promised -= own;
    return fetched;
  }

  async function one(job: Job): Promise<void> {
    const now = await token.current();
    if (!now) return;
    const fetched = await ask(job, now.client);
    const replaced = fetched.failure && (await token.refused(now.credential, fetched.failure));
    if (replaced && !gate.closed) {
      promised += stepsOf(job).length;
      return one(job);
    }
    if (!(await keep(plugins, shared, job, fetched))) return;
    const origin = left.get(job.repository.id)!;
    if (fetched.daily) origin.daily = false;
    if (fetched.rest) origin.rest = false;
  }

  const capacity = (await token.capacity()) / lane.sharing;
  const planned = passes(
    lane.jobs.filter((job) => !tally.over(job)),
    capacity,
  );
  // Nobody knows yet whether the token is good: one repository finds out for all.
  const begun = proven ? [] : (planned.find((pass) => pass.length > 0)?.splice(0, 1) ?? []);
  for (const pass of [begun, ...planned]) {
    const queue = pass.filter((job) => !tally.over(job));
    const client = (await token.current())?.client;
    const next = (): Job | undefined => {
      const [job] = queue;
      const needed = job ? stepsOf(job).length : 0;
      // GitHub may have counted what is promised here too: only when nothing is under way is the hour used up for sure.
      const doubtful = promised > 0 && client && !token.affords(client, promised + needed);
      if (!client || !job || doubtful || !token.open(client, needed)) return undefined;
      promised += needed;
      return queue.shift();
    };
    const worker = async () => {
      for (let job = next(); job; job = next()) await one(job);
    };
    await Promise.all(Array.from({ length: lane.width }, worker));
  }
}
