import { setTimeout as pause } from 'node:timers/promises';
import type { Server } from '@hapi/hapi';
import { attempts } from './attempts.js';
import { deliveries } from './deliveries.js';
import { leases } from './leases.js';
import { models } from './models.js';
import type { Options } from './options.js';
import { pauses } from './pauses.js';
import { runner } from './run.js';
import { runs } from './runs.js';
import { schedule } from './schedule.js';

/** Puts together what collects and what shows it, from the plugins that the server has. */
export function room(server: Server, options: Options) {
  const { budgetSeconds, collectAt, pingUrl, now, fetch: ask = fetch } = options;
  const { database } = server.plugins;
  const tables = models(database.sequelize);
  const own = {
    now,
    sleep: options.sleep ?? ((milliseconds: number) => pause(milliseconds, undefined, { ref: false })),
    attempts: attempts(tables, now),
    pauses: pauses(database, tables, now),
    runs: runs(database, tables, now),
    leases: leases(database, tables, now),
    deliveries: deliveries(tables, now),
    // Only what describes the mistake: an error of the database may carry the statement's values.
    strange(error: unknown): void {
      const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
      server.log(['collection', 'error'], { name, message, stack });
    },
  };
  const plugins = { ...server.plugins, ...own, budgetSeconds, collectAt, pingUrl, fetch: ask };
  const collector = runner(plugins);
  return {
    ...plugins,
    runner: collector,
    schedule: schedule(collectAt, { ...plugins, runner: collector }),
  };
}
