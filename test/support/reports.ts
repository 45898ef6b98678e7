import { rmSync } from 'node:fs';
import Hapi, { type Server } from '@hapi/hapi';
import { plugin as auth } from '../../plugins/auth/index.js';
import { plugin as database } from '../../plugins/database/index.js';
import { plugin as events } from '../../plugins/events/index.js';
import type { RepositoryFacts } from '../../plugins/github/api.js';
import { plugin as reporting } from '../../plugins/reporting/index.js';
import { plugin as repositories } from '../../plugins/repositories/index.js';
import { plugin as security } from '../../plugins/security/index.js';
import { plugin as tenancy } from '../../plugins/tenancy/index.js';
import type { Harvest } from '../../plugins/traffic/api.js';
import { plugin as traffic } from '../../plugins/traffic/index.js';
import { plugin as views } from '../../plugins/views/index.js';
import { after, type Flags, freshDatabase } from './app.js';

const KEY = 'a secret key of the tests, longer than thirty-two bytes';

export interface Reports {
  server: Server;
  /** GitHub's day of now; set it to let time pass. */
  clock: { today: string };
  /** Tracks a repository; answers its id. */
  track(tenantId: number, owner: string, name: string, more?: Partial<RepositoryFacts>): Promise<number>;
  merge(...harvests: Harvest[]): Promise<void>;
}

let ids = 0;

/** The facts of a repository of this name, with a GitHub id of its own. */
export function facts(owner: string, name: string, more: Partial<RepositoryFacts> = {}): RepositoryFacts {
  ids += 1;
  const flags = { private: false, archived: false, fork: false, mayPush: true };
  const counts = { stars: 3, forks: 2, watchers: 1, openIssues: 0 };
  return { githubId: 1000 + ids, owner, name, description: '', ...flags, ...counts, ...more };
}

/** Reporting with what it depends on, on the file; GitHub is its clock only. */
export async function reportServer(
  file: string,
  clock: { today: string },
  options: { port?: number; keep?: number } = {},
): Promise<Server> {
  const now = () => new Date(`${clock.today}T12:00:00Z`);
  const github = {
    name: 'github',
    register: (server: Server) => server.expose({ now, today: () => clock.today }),
  };
  const { port = 0, keep } = options;
  const publicUrl = `http://127.0.0.1:${port}`;
  const server = Hapi.server({ port, host: '127.0.0.1', router: { stripTrailingSlash: true } });
  await server.register({ plugin: database, options: { dialect: 'sqlite', file } });
  await server.register({ plugin: views, options: { root: process.cwd() } });
  await server.register({ plugin: security, options: { secretKey: KEY, publicUrl, proxies: 0 } });
  await server.register({ plugin: events, options: { now } });
  await server.register({ plugin: github });
  await server.register({ plugin: auth, options: { publicUrl, port, now } });
  await server.register({ plugin: tenancy, options: { now } });
  await server.register([{ plugin: repositories }, { plugin: traffic }]);
  await server.register({ plugin: reporting, options: keep === undefined ? {} : { keep } });
  return server;
}

/** The reports on a fresh migrated database, on 21 November 2026 unless the test says otherwise. */
export async function reports(flags: Flags, today = '2026-11-21', keep?: number): Promise<Reports> {
  const { file, folder } = await freshDatabase();
  const clock = { today };
  const server = await reportServer(file, clock, keep === undefined ? {} : { keep });
  await server.initialize();
  after(flags, async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const { database: store, repositories: catalog, traffic: history } = server.plugins;
  return {
    server,
    clock,
    track: (tenantId, owner, name, more) =>
      store.write(async (transaction) => {
        const { repository } = await catalog.add(transaction, tenantId, facts(owner, name, more));
        return repository.id;
      }),
    async merge(...harvests) {
      for (const harvest of harvests) {
        await store.write((transaction) => history.merge(transaction, harvest));
      }
    },
  };
}
