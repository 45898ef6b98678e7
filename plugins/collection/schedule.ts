import { isInForce } from '../database/in-force.js';
import type { Tenancy } from '../tenancy/api.js';
import type { RunResult } from './api.js';
import { pastOf } from './due.js';
import type { Leases } from './leases.js';
import type { Overview } from './overview.js';
import type { Runner } from './run.js';
import type { Runs, StoredRun } from './runs.js';

const DAY = 86_400_000;
const MINUTE = 60_000;
/** Timers keep to no clock, and clocks are set: what there is to do is looked at again at least this often. */
const LOOK_EVERY_MS = MINUTE;
/** Between the parts of a collection that takes several. */
const PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 60 * MINUTE;

/** The last instant at or before `now` at which the UTC clock showed `at` (HH:MM). */
export function lastAt(at: string, now: Date): Date {
  const today = new Date(`${now.toISOString().slice(0, 10)}T${at}:00Z`);
  return today <= now ? today : new Date(today.getTime() - DAY);
}

export interface SchedulePlugins {
  runner: Runner;
  runs: Runs;
  leases: Leases;
  overview: Overview;
  tenancy: Tenancy;
  now: () => Date;
  strange(error: unknown): void;
  /** Calls back after so many milliseconds, and answers how to call that off; left out: setTimeout. */
  timer?: (then: () => void, milliseconds: number) => () => void;
}

export interface Schedule {
  /** Resolves when what was missed has been looked at; a collection that is due goes on behind it. */
  begin(): Promise<void>;
  end(): void;
}

/**
 * The built-in daily collection, for deployments without a cron: at `at` (HH:MM, UTC), at the start where the last time
 * passed without a run, and again, with pauses, as long as something was left over: by a run whose process was killed,
 * whose time was up, that met a limit of GitHub or failures that are worth another try. Several processes may have it: the
 * lease decides.
 */
export function schedule(at: string | null, plugins: SchedulePlugins): Schedule {
  const { runner, runs, leases, overview, tenancy, now, strange, timer = realTimer } = plugins;
  let cancel = () => {};
  let ended = false;
  let working = false;
  /** The time of the day that has been looked at. */
  let slot = Number.NaN;
  /** When to look again although the time of the day has not come. */
  let next: { since: Date; until: Date } | null = null;
  let fruitless = 0;

  function lookIn(milliseconds: number): void {
    const since = now();
    next = { since, until: new Date(since.getTime() + milliseconds) };
  }

  function arm(): void {
    cancel();
    if (ended) return;
    const time = now().getTime();
    const tomorrow = lastAt(at!, now()).getTime() + DAY;
    const soonest = Math.min(tomorrow, next?.until.getTime() ?? tomorrow);
    cancel = timer(() => void look(), Math.min(LOOK_EVERY_MS, Math.max(1, soonest - time)));
  }

  async function look(): Promise<void> {
    const present = lastAt(at!, now()).getTime();
    const waiting = next !== null && isInForce(next, now(), 0);
    if (!working && (present !== slot || (next && !waiting))) {
      working = true;
      [slot, next] = [present, null];
      void collect()
        .catch((error) => {
          strange(error);
          lookIn(growingPause());
        })
        .finally(() => {
          working = false;
          arm();
        });
    }
    arm();
  }

  /** Nothing came of it: the pause grows. */
  function growingPause(): number {
    fruitless += 1;
    return Math.min(LONGEST_PAUSE_MS, MINUTE * 2 ** (fruitless - 1));
  }

  async function collect(): Promise<void> {
    if (!(await tenancy.initialized())) return;
    const begin = await wanted();
    if (begin === null) return;
    if (begin > now()) return lookIn(begin.getTime() - now().getTime());
    const holding = await leases.holding();
    if (holding) return lookIn(holding.secondsLeft * 1000 + 1_000);
    const request = { trigger: 'schedule', actor: { name: 'schedule' }, all: false } as const;
    const { result } = await runner.start(request);
    await judge(await result);
  }

  async function judge({ outcome, collected, busy }: RunResult): Promise<void> {
    if (outcome === 'busy') return lookIn((busy?.retryAfter ?? 60) * 1000 + 1_000);
    if (collected > 0) fruitless = 0;
    const pause = collected > 0 ? PAUSE_MS : growingPause();
    const begin = await wanted();
    if (begin) lookIn(Math.max(pause, begin.getTime() - now().getTime()));
  }

  /** When something is to be done: an instant, which may have passed; null: not before the next time of the day. */
  async function wanted(): Promise<Date | null> {
    const [newest] = await runs.latest(1);
    const [time, missed] = [now(), lastAt(at!, now()).getTime()];
    if (!newest || pastOf(new Date(newest.started_at), time) < missed || isUnfinished(newest)) return time;
    if (newest.remaining > 0) {
      const until = newest.next_try && new Date(newest.next_try);
      const since = new Date(newest.ended_at ?? newest.started_at);
      return until && isInForce({ since, until }, time) ? until : time;
    }
    return overview.nextTry();
  }

  return {
    async begin() {
      if (at === null) return;
      runner.onEnd(() => {
        if (!working) lookIn(PAUSE_MS);
        if (!ended) arm();
      });
      await look();
    },
    end() {
      ended = true;
      cancel();
    },
  };
}

const isUnfinished = ({ ended_at, outcome }: StoredRun): boolean => !ended_at || outcome !== 'ended';

function realTimer(then: () => void, milliseconds: number): () => void {
  const timeout = setTimeout(then, milliseconds);
  timeout.unref();
  return () => clearTimeout(timeout);
}
