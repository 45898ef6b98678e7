import type { Server } from '@hapi/hapi';
import { readConfig } from '../../config.js';
import type { RepositoryFacts } from '../../plugins/github/api.js';
import { plugin as reporting } from '../../plugins/reporting/index.js';
import type { Harvest } from '../../plugins/traffic/api.js';
import { compose } from '../../server.js';
import { after, type Flags, freshDatabase } from './app.js';

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

/** Reporting with what it depends on, on the database, always at noon of the clock's day. */
export async function reportServer(
  url: string,
  clock: { today: string },
  options: { port?: number; keep?: number } = {},
): Promise<Server> {
  const { port = 0, keep } = options;
  const env = {
    DATABASE_URL: url,
    SECRET_KEY: 'a secret key of the tests, longer than thirty-two bytes',
    PORT: String(port),
    LOG_LEVEL: 'silent',
    GITHUB_API_URL: 'http://127.0.0.1:1',
    PLUGINS: 'auth,tenancy,repositories,traffic',
  };
  const surroundings = {
    now: () => new Date(`${clock.today}T12:00:00Z`),
    random: () => 0.5,
    scryptPower: 4,
  };
  const more = [{ plugin: reporting, options: keep === undefined ? {} : { keep } }];
  return compose(readConfig(env, process.cwd()), surroundings, more);
}

/** The reports on a fresh migrated database, on 21 November 2026 unless the test says otherwise. */
export async function reports(flags: Flags, today = '2026-11-21', keep?: number): Promise<Reports> {
  const fresh = await freshDatabase();
  const clock = { today };
  const server = await reportServer(fresh.url, clock, keep === undefined ? {} : { keep });
  await server.initialize();
  after(flags, async () => {
    await server.stop();
    await fresh.drop();
  });
  const { database, repositories, traffic } = server.plugins;
  return {
    server,
    clock,
    track: (tenantId, owner, name, more) =>
      database.write(async (transaction) => {
        const { repository } = await repositories.add(transaction, tenantId, facts(owner, name, more));
        return repository.id;
      }),
    async merge(...harvests) {
      for (const harvest of harvests) {
        await database.write((transaction) => traffic.merge(transaction, harvest));
      }
    },
  };
}
