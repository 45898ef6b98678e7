import type { Telemetry } from '../telemetry/api.js';
import type { Overview } from './overview.js';

export interface FiguresPlugins {
  telemetry: Telemetry;
  overview: Overview;
  github: { now(): Date };
  now: () => Date;
}

const seconds = (at: Date): number => Math.round(at.getTime() / 1000);

/** Figures of how collecting stands. They come from the database, so that every process says the same. */
export function addFigures({ telemetry, overview, github, now }: FiguresPlugins): void {
  telemetry.addGauge({
    name: 'repositories',
    help: 'Tracked repositories by state: collected, late (not for more than a day), failing, waiting (added lately).',
    labels: ['state'],
    async read() {
      const { counts } = await overview.assessment();
      return Object.entries(counts).map(([state, value]) => ({ labels: { state }, value }));
    },
  });
  telemetry.addGauge({
    name: 'oldest_success_age_seconds',
    help: 'Since the last success of the tracked repository that was not collected for longest (or was added and never collected).',
    async read() {
      const { oldestSuccess } = await overview.assessment();
      return oldestSuccess && Math.max(0, seconds(now()) - seconds(oldestSuccess));
    },
  });
  telemetry.addGauge({
    name: 'newest_success_age_seconds',
    help: 'Since the last success of any tracked repository.',
    async read() {
      const { newestSuccess } = await overview.assessment();
      return newestSuccess && Math.max(0, seconds(now()) - seconds(newestSuccess));
    },
  });
  telemetry.addGauge({
    name: 'next_loss_timestamp_seconds',
    help: 'When GitHub deletes the next day that was not collected, if nothing is collected until then.',
    async read() {
      const { nextLoss } = await overview.assessment();
      return nextLoss && seconds(nextLoss);
    },
  });
  telemetry.addGauge({
    name: 'collection_state',
    help: '1 for how collecting stands: idle (nothing is tracked), well, failing, late or stopped.',
    labels: ['state'],
    async read() {
      const { state } = await overview.assessment();
      return ['idle', 'well', 'failing', 'late', 'stopped'].map((one) => ({
        labels: { state: one },
        value: Number(one === state),
      }));
    },
  });
  telemetry.addGauge({
    name: 'last_run_timestamp_seconds',
    help: 'When the newest collection began.',
    async read() {
      const run = await overview.lastRun();
      return run && seconds(new Date(run.started_at));
    },
  });
  telemetry.addGauge({
    name: 'newest_day_age_seconds',
    help: "Since the beginning (UTC) of the newest day that GitHub gave, by GitHub's clock.",
    async read() {
      const day = await overview.newestDay();
      return day === null ? null : seconds(github.now()) - seconds(new Date(day));
    },
  });
}
