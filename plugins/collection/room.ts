import { setTimeout as pause } from 'node:timers/promises';
import type { Server } from '@hapi/hapi';
import { attempts } from './attempts.js';
import { deliveries } from './deliveries.js';
import { addFigures } from './figures.js';
import { leases } from './leases.js';
import { models } from './models.js';
import type { Options } from './options.js';
import { createOverview } from './overview.js';
import { pauses } from './pauses.js';
import { refusedEvents } from './refused-events.js';
import { runner } from './run.js';
import { runFigures } from './run-figures.js';
import { runs } from './runs.js';
import { schedule } from './schedule.js';
import { createWatch, TELL_EVERY } from './watch.js';

/** Puts together what collects and what shows it, from the plugins that the server has. */
export function room(server: Server, options: Options) {
  const { budgetSeconds, collectAt, pingUrl, now, fetch: ask = fetch } = options;
  const { database } = server.plugins;
  const tables = models(database.sequelize);
  const earlier = () => server.plugins.github.clocks().earlier;
  const own = {
    now,
    sleep: options.sleep ?? ((milliseconds: number) => pause(milliseconds, undefined, { ref: false })),
    attempts: attempts(tables, now),
    pauses: pauses(database, tables, now),
    runs: runs(database, tables, now, earlier),
    leases: leases(database, tables),
    deliveries: deliveries(tables, now, earlier),
    log(message: string): void {
      server.log(['collection', 'warning'], { message });
    },
    // Only what describes the mistake: an error of the database may carry the statement's values.
    strange(error: unknown): void {
      const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
      server.log(['collection', 'error'], { name, message, stack });
    },
  };
  const base = { ...server.plugins, ...own, budgetSeconds, collectAt, pingUrl, fetch: ask };
  const overview = createOverview(base);
  const plugins = { ...base, overview, figures: runFigures(base.telemetry) };
  const services = { ...plugins, runner: runner(plugins) };
  addFigures(services);
  const telling = leases(database, tables, TELL_EVERY);
  return {
    ...services,
    refused: refusedEvents(server.plugins.events, own.strange),
    schedule: schedule(collectAt, services),
    watch: createWatch({ ...services, telling }),
  };
}
