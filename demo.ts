import { join } from 'node:path';
import type { Server } from '@hapi/hapi';
import { readDemoConfig } from './config.js';
import { startStandIn } from './plugins/demo/github/server.js';
import { plugin } from './plugins/demo/index.js';
import { demoWorld, OWNER, pastCollections, TOKEN } from './plugins/demo/world.js';
import type { Address } from './plugins/github/api.js';
import { prepareDatabaseFile } from './process/database-file.js';
import { migrated } from './process/migrated.js';
import { compose } from './server.js';

const ACTOR = { name: 'demo' };
const IDENTITY = { issuer: 'demo', subject: 'administrator', email: '', emailVerified: false };

/** A demo that runs: the app against a GitHub of its own, with two years of history that the app has collected. */
export interface Demo {
  server: Server;
  /** The address to open: it signs in as the demo's administrator. */
  href: string;
  stop(): Promise<void>;
}

/**
 * Starts the app on loopback against the stand-in, its data apart in `<folder>/data/demo`. The past is collected
 * by the collection plugin itself, the clock set back; `progress` tells how far that is.
 */
export async function startDemo(
  folder: string,
  port: string | undefined,
  progress: (text: string) => void,
): Promise<Demo> {
  const apart = join(folder, 'data', 'demo');
  let now = () => new Date();
  const standIn = await startStandIn({ now: () => now(), perHour: 1_000_000 });
  const { first, repositories } = demoWorld(standIn, apart, now());
  const config = readDemoConfig(apart, standIn.url, port);
  const surroundings = {
    now: () => now(),
    random: Math.random,
    github: { pacing: { concurrent: 50, perMinute: 1_000_000 } },
  };
  let userId = 0;
  prepareDatabaseFile(config);
  const server = await compose(config, surroundings, [{ plugin, options: { userId: () => userId } }]);
  progress('preparing the database of the demo');
  await migrated(server);
  await server.initialize();

  const began = new Date(first + 15 * 86_400_000);
  now = () => began;
  userId = await settle(
    server,
    repositories.map((repository) => ({ ...repository.nameAt(began.getTime()), githubId: repository.id })),
  );
  const since = await collectedUpTo(server, first);
  const past = pastCollections(first, since, Date.now());
  if (past.length) progress('collecting two years of history; this takes about a minute, once');
  for (const [index, at] of past.entries()) {
    now = () => at;
    await server.plugins.collection.run({ trigger: 'command', actor: ACTOR, all: true });
    progress(`collecting two years of history: ${Math.round(((index + 1) / past.length) * 100)} %`);
  }
  now = () => new Date();
  await server.plugins.collection.run({ trigger: 'command', actor: ACTOR, all: true });
  await server.start();
  return {
    server,
    href: `http://127.0.0.1:${server.info.port}/demo`,
    async stop() {
      await server.stop({ timeout: 4_000 });
      await standIn.stop();
    },
  };
}

// The administrator, the tenant and its repositories, as a first run would leave them; they are there when the demo
// is started again.
async function settle(server: Server, addresses: Address[]): Promise<number> {
  const { auth, database, github, repositories, tenancy } = server.plugins;
  const client = github.client({ token: TOKEN, account: OWNER });
  const facts = await Promise.all(addresses.map(({ owner, name }) => client.repository(owner, name)));
  const [known] = await tenancy.tenants();
  return database.write(async (transaction) => {
    const user = await auth.identify(transaction, { ...IDENTITY, name: 'Ada (demo)' });
    if (known) return user.id;
    const row = {
      name: OWNER,
      githubLogin: OWNER,
      token: TOKEN,
      account: OWNER,
      kind: 'classic',
      scopes: ['repo'],
      expiresAt: null,
    };
    const tenant = await tenancy.initialize(transaction, user.id, row);
    for (const { data } of facts) await repositories.add(transaction, tenant.id, data);
    return user.id;
  });
}

/** The day of the history (counted from its first) up to which an earlier start of the demo has collected. */
async function collectedUpTo(server: Server, first: number): Promise<number> {
  const { repositories, traffic } = server.plugins;
  const ids = (await repositories.tracked()).map(({ id }) => id);
  const coverage = await traffic.coverage(ids, new Date().toISOString().slice(0, 10));
  const asked = [...coverage.values()].map(({ askedDay }) => Date.parse(askedDay ?? '') || 0);
  return (Math.max(0, ...asked) - first) / 86_400_000;
}
