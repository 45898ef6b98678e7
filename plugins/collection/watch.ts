import { randomUUID } from 'node:crypto';
import type { Database } from '../database/api.js';
import type { Events } from '../events/api.js';
import { alarmOf } from './alarm.js';
import type { Leases } from './leases.js';
import type { Overview } from './overview.js';
import { closeInterrupted } from './perform.js';
import type { Runs } from './runs.js';

const LOOK_EVERY_MS = 3_600_000;
/** Told once a day, whoever of several processes comes first. */
export const TELL_EVERY = { name: 'collection-alarm', seconds: 20 * 3_600 };

interface WatchPlugins {
  database: Database;
  events: Events;
  overview: Overview;
  runs: Runs;
  leases: Leases;
  /** The lease of telling (TELL_EVERY). */
  telling: Leases;
  now: () => Date;
  strange(error: unknown): void;
}

export interface Watch {
  /** Looks now, and every hour until the end. */
  begin(): Promise<void>;
  look(): Promise<void>;
  end(): Promise<void>;
}

/** Tells the system log, once a day, that collecting stands still, and of runs that were cut off. */
export function createWatch(plugins: WatchPlugins): Watch {
  const { database, events, overview, leases, telling, now, strange } = plugins;
  let timer: NodeJS.Timeout | undefined;
  let soon: NodeJS.Timeout | undefined;
  let ended = false;
  let looking: Promise<void> = Promise.resolve();

  /** A lease may be that of a process that was killed: its run is not left open for an hour. */
  function lookAgainIn(seconds: number): void {
    clearTimeout(soon);
    if (ended) return;
    soon = setTimeout(() => void look(), seconds * 1000);
    soon.unref();
  }

  async function tell(): Promise<void> {
    const holding = await leases.holding();
    if (!holding) await closeInterrupted(plugins);
    else lookAgainIn(holding.secondsLeft + 1);
    const alarm = alarmOf(await overview.assessment(), await overview.lastRun(), now());
    if (!alarm || !(await telling.take(randomUUID()))) return;
    await events.note({
      level: alarm.level,
      kind: 'collection.stopped',
      message: alarm.text,
      actor: { name: 'collection' },
    });
  }

  function look(): Promise<void> {
    looking = database.within('everything', tell).catch(strange);
    return looking;
  }

  return {
    look,
    async begin() {
      timer = setInterval(() => void look(), LOOK_EVERY_MS);
      timer.unref();
      await look();
    },
    async end() {
      ended = true;
      clearInterval(timer);
      clearTimeout(soon);
      await looking;
    },
  };
}
