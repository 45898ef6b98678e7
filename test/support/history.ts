import Hapi, { type Server } from '@hapi/hapi';
import { plugin as database } from '../../plugins/database/index.js';
import type { Bucket, TrafficAnswer } from '../../plugins/github/api.js';
import type { Harvest, Merged, Traffic } from '../../plugins/traffic/api.js';
import { plugin as traffic } from '../../plugins/traffic/index.js';
import { after, type Flags, freshDatabase } from './app.js';

// The history needs the repositories' table only, which the migrations make.
const repositories = { name: 'repositories', register: () => undefined };

export interface History {
  server: Server;
  traffic: Traffic;
  /** A new repository's id. */
  repository(): Promise<number>;
  merge(harvest: Harvest): Promise<Merged>;
}

/** The kept history on a fresh migrated database, with nothing but what it depends on. */
export async function history(flags: Flags): Promise<History> {
  const fresh = await freshDatabase();
  const server = Hapi.server();
  await server.register({ plugin: database, options: fresh.options });
  await server.register([{ plugin: repositories }, { plugin: traffic }]);
  await server.initialize();
  after(flags, async () => {
    await server.stop();
    await fresh.drop();
  });
  const tables = server.plugins.database.sequelize.getQueryInterface();
  await tables.bulkInsert('tenants', [
    { id: 1, name: 'acme', github_login: 'acme', created_at: new Date(0) },
  ]);
  let ids = 0;
  return {
    server,
    traffic: server.plugins.traffic,
    async repository() {
      ids += 1;
      const texts = { owner: 'acme', name: `r${ids}`, description: '' };
      const flagged = { private: false, archived: false, added_at: new Date(0) };
      await tables.bulkInsert('repositories', [
        { id: ids, tenant_id: 1, github_id: ids, ...texts, ...flagged },
      ]);
      return ids;
    },
    merge: (harvest) =>
      server.plugins.database.write((transaction) => server.plugins.traffic.merge(transaction, harvest)),
  };
}

/** An answer of GitHub with these days: [day, count, uniques]. */
export function answer(...days: [day: string, count: number, uniques: number][]): TrafficAnswer {
  const buckets = days.map(([day, count, uniques]): Bucket => ({ day, count, uniques }));
  const add = (column: 'count' | 'uniques') => buckets.reduce((sum, bucket) => sum + bucket[column], 0);
  return { count: add('count'), uniques: add('uniques'), buckets };
}

/** A harvest of both metrics by day, asked on a day. */
export function harvest(
  repositoryId: number,
  askedDay: string,
  views: TrafficAnswer = answer(),
  clones: TrafficAnswer = answer(),
  more: Partial<Harvest> = {},
): Harvest {
  return { repositoryId, askedDay, runNewest: null, days: { views, clones }, weeks: {}, ...more };
}
