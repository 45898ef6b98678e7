import { type Job, passes } from './due.js';
import { failureOf, notSaved } from './failure.js';
import { keep } from './keep.js';
import { type Fetched, fetchHalf, halvesOf, requestsOf } from './round.js';
import type { Plugins, Shared } from './shared.js';
import type { Silence } from './silence.js';
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
  silence: Silence;
}

/**
 * Works one tenant's repositories off, stalest first. A limit that ends before the deadline is waited for. Never
 * throws; a bad token, a longer limit or a fault stops this lane only.
 */
export async function workLane(plugins: Plugins, shared: Shared, lane: Lane): Promise<void> {
  const { tally, waits, gate } = shared;
  const { account, jobs } = lane;
  const token = tokenOf(plugins, shared, lane);
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
    const fault = plugins.database.fault(error);
    const failure = fault ? notSaved(fault) : failureOf(error, null)!;
    for (const job of jobs) if (!tally.over(job)) tally.failed(job, failure);
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
  const line = { wait: gate.wait, silent: lane.silence.note, strange: plugins.strange };
  const left = new Map(lane.jobs.map((job) => [job.repository.id, job]));
  // Requests that the rounds at work have still to make: what is begun should come to its end within the account's
  // hour, since half a round is asked for again.
  let promised = 0;

  async function one(job: Job): Promise<void> {
    let own = requestsOf(job);
    const asked = () => {
      own -= 1;
      promised -= 1;
    };
    const outdated = await halves(job, asked);
    promised -= own;
    if (!outdated || gate.closed) return;
    const again = left.get(job.repository.id)!;
    const rest = { ...job, daily: job.daily && again.daily, rest: job.rest && again.rest };
    promised += requestsOf(rest);
    return one(rest);
  }

  /** Answers true where the token was replaced meanwhile, so that what is left should be asked for with the new one. */
  async function halves(job: Job, asked: () => void): Promise<boolean> {
    const origin = left.get(job.repository.id)!;
    let first: Fetched | null = null;
    for (const half of halvesOf(job)) {
      const now = await token.current();
      if (!now) return false;
      const open = () => token.open(now.client, 1);
      const fetched: Fetched = await fetchHalf(
        job.repository,
        half,
        { client: now.client, open, asked, ...line },
        first,
      );
      if (fetched.failure && (await token.refused(now.credential, fetched.failure))) return true;
      const part = { ...job, daily: half.daily, rest: half.rest };
      const isKept = await keep(
        plugins,
        shared,
        part,
        first?.failure ? { ...fetched, failure: null } : fetched,
      );
      if (isKept && fetched.daily) origin.daily = false;
      if (isKept && fetched.rest) origin.rest = false;
      if (fetched.over) return false;
      first = fetched;
    }
    return false;
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
      const needed = job ? requestsOf(job) : 0;
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
