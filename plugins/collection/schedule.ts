import type { Tenancy } from '../tenancy/api.js';
import type { Runner } from './run.js';
import type { Runs } from './runs.js';

const DAY = 86_400_000;

/** The last instant at or before `now` at which the UTC clock showed `at` (HH:MM). */
export function lastAt(at: string, now: Date): Date {
  const today = new Date(`${now.toISOString().slice(0, 10)}T${at}:00Z`);
  return today <= now ? today : new Date(today.getTime() - DAY);
}

export interface SchedulePlugins {
  runner: Runner;
  runs: Runs;
  tenancy: Tenancy;
  now: () => Date;
  strange(error: unknown): void;
}

export interface Schedule {
  begin(): Promise<void>;
  end(): void;
}

/**
 * The built-in daily collection, for deployments without a cron: at `at` (HH:MM, UTC), and at the start where the last
 * time passed without a run. Several processes may have it: the lease decides.
 */
export function schedule(at: string | null, plugins: SchedulePlugins): Schedule {
  const { runner, runs, tenancy, now, strange } = plugins;
  let timer: NodeJS.Timeout | undefined;

  async function collect(): Promise<void> {
    try {
      if (!(await tenancy.initialized())) return;
      const { result } = await runner.start({ trigger: 'schedule', actor: { name: 'schedule' }, all: false });
      await result;
    } catch (error) {
      strange(error);
    }
  }

  function arm(): void {
    const next = lastAt(at!, now()).getTime() + DAY;
    timer = setTimeout(
      () => {
        // Timers keep to no clock: one that comes too early waits for the rest.
        if (now().getTime() >= next) void collect();
        arm();
      },
      Math.max(1, next - now().getTime()),
    );
    timer.unref();
  }

  return {
    async begin() {
      if (at === null) return;
      arm();
      const [newest] = await runs.latest(1);
      if (!newest || new Date(newest.started_at) < lastAt(at, now())) void collect();
    },
    end: () => clearTimeout(timer),
  };
}
