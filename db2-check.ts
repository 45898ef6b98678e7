import { randomBytes } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { Server } from '@hapi/hapi';
import { QueryTypes, type Sequelize } from 'sequelize';
import { type Config, ConfigError, readConfig } from './config.js';
import type { Db2Options } from './plugins/database/api.js';
import { connect } from './plugins/database/connection.js';
import { dayOf } from './plugins/demo/github/day.js';
import { addLifelike } from './plugins/demo/github/lifelike.js';
import { type StandIn, startStandIn } from './plugins/demo/github/server.js';
import { compose } from './server.js';

const OWNER = 'db2check';
const TOKEN = 'ghp_aTokenThatOpensNothing00000000001';
const ACTOR = { name: 'db2:check' };
const TABLES = ['days', 'windows', 'coverage', 'weeks', 'snapshots', 'counts', 'repositories'];

type Say = (line: string) => void;

/**
 * Tries the app on the Db2 that `config` describes, in a schema of its own that is removed again: migrations, a day's
 * collection from a GitHub that this program plays, merging it again, two transactions that cross each other, texts.
 * Says each step; rejects at the first that fails.
 */
export async function checkDb2(config: Config, say: Say): Promise<void> {
  if (config.database?.dialect !== 'db2')
    throw new ConfigError(
      'DB2_URI: is not set; it names the Db2 to check, e.g. db2://user:password@host:50001/BLUDB?security=ssl',
    );
  const schema = `TRAFFIC_CHECK_${randomBytes(4).toString('hex').toUpperCase()}`;
  const owner = connect(config.database);
  const step = steps(say);
  try {
    await step('connects', () => owner.sequelize.authenticate());
    await step(`makes the schema ${schema}`, () => owner.sequelize.query(`CREATE SCHEMA "${schema}"`));
    try {
      await within({ ...config.database, schema }, config, step);
    } finally {
      await step('removes what it made', () => removed(owner.sequelize, schema));
    }
  } finally {
    await owner.close();
  }
}

type Step = <T>(what: string, work: () => Promise<T>) => Promise<T>;

function steps(say: Say): Step {
  return async (what, work) => {
    const began = performance.now();
    try {
      const value = await work();
      say(`ok      ${what} (${Math.round(performance.now() - began)} ms)`);
      return value;
    } catch (error) {
      say(`failed  ${what}: ${String((error as Error).message).split('\n')[0]}`);
      throw error;
    }
  };
}

async function within(database: Db2Options, config: Config, step: Step): Promise<void> {
  // Its time stands still, so that a second collection finds the same figures.
  const began = new Date();
  const standIn = await startStandIn({ now: () => began, perHour: 1_000_000 });
  const own = { database, githubApiUrl: standIn.url, collectAt: null, missing: [], plugins: 'all' };
  const secretKey = config.secretKey || randomBytes(48).toString('base64');
  const github = { pacing: { concurrent: 8, perMinute: 1_000_000 } };
  const server = await compose(
    { ...config, ...own, secretKey, log: { ...config.log, level: 'silent' } },
    { now: () => new Date(), random: Math.random, github },
  );
  try {
    const { database: db, events } = server.plugins;
    const migrations = await step('migrates', () => db.migrate());
    await step('has nothing to migrate a second time', async () => equal(await db.migrate(), []));
    await server.initialize();
    await step('collects a day of a dozen repositories', () => collected(server, standIn));
    const before = await dump(db.sequelize);
    await step('collects it again and changes no figure', async () => {
      await collect(server);
      equal(await dump(db.sequelize), before);
    });
    await step('keeps both of two transactions that cross each other', () => crossed(server));
    await step('keeps texts of every alphabet', async () => {
      const message = `é € 日本 😀 ' " \\ % _ ${'ü'.repeat(400)}`;
      await events.note({ level: 'info', kind: 'check.text', message });
      const { rows } = await events.list({ kind: 'check.text', text: '日本', page: 1, pageSize: 1 });
      equal(rows[0]?.message, message);
    });
    await step('takes the migrations back', async () => db.rollback(migrations.length));
  } finally {
    await server.stop();
    await standIn.stop();
  }
}

async function collected(server: Server, { world }: StandIn): Promise<void> {
  const { auth, database, github, repositories, tenancy } = server.plugins;
  const start = dayOf(Date.now() - 60 * 86_400_000);
  world.addAccount({ login: OWNER, token: TOKEN });
  const made = addLifelike(world, { owner: OWNER, start, days: 90 });
  const client = github.client({ token: TOKEN, account: OWNER });
  const facts = await Promise.all(made.map((one) => client.repository(OWNER, one.nameAt(Date.now()).name)));
  await database.write(async (transaction) => {
    const identity = { issuer: 'check', subject: 'db2', email: '', emailVerified: false, name: 'Db2 check' };
    const user = await auth.identify(transaction, identity);
    const account = { token: TOKEN, account: OWNER, kind: 'classic', scopes: ['repo'], expiresAt: null };
    const tenant = await tenancy.initialize(transaction, user.id, {
      name: OWNER,
      githubLogin: OWNER,
      ...account,
    });
    for (const { data } of facts) await repositories.add(transaction, tenant.id, data);
  });
  await collect(server);
}

async function collect(server: Server): Promise<void> {
  const result = await server.plugins.collection.run({ trigger: 'command', actor: ACTOR, all: true });
  equal({ failed: result.failed, done: result.done }, { failed: 0, done: true });
}

// Each takes the other's row second: one of them is the deadlock's victim and is done again.
async function crossed(server: Server): Promise<void> {
  const { database } = server.plugins;
  const before = await database.revisions();
  const cross = (first: 'access' | 'traffic', second: 'access' | 'traffic') =>
    database.write(async (transaction) => {
      await database.touch(transaction, first);
      await new Promise((resolve) => setTimeout(resolve, 500));
      await database.touch(transaction, second);
    });
  await Promise.all([cross('access', 'traffic'), cross('traffic', 'access')]);
  const now = await database.revisions();
  equal([now.access - before.access, now.traffic - before.traffic], [2, 2]);
}

async function dump(sequelize: Sequelize): Promise<Record<string, object[]>> {
  const rows: Record<string, object[]> = {};
  for (const table of TABLES) {
    const sql = `SELECT * FROM "${table}" ORDER BY 1, 2, 3, 4`;
    rows[table] = await sequelize.query<object>(sql, { type: QueryTypes.SELECT });
  }
  if (!rows['days']?.length) throw new Error('no day was stored');
  return rows;
}

async function removed(sequelize: Sequelize, schema: string): Promise<void> {
  const sql = `SELECT TABNAME AS "name" FROM SYSCAT.TABLES WHERE TABSCHEMA = '${schema}' AND TYPE = 'T'`;
  const left = await sequelize.query<{ name: string }>(sql, { type: QueryTypes.SELECT });
  // Tables that others refer to can be dropped only after those; what is left of a failed check is few.
  for (let round = 0; round < left.length; round += 1)
    for (const { name } of left)
      await sequelize.query(`DROP TABLE "${schema}"."${name}"`).catch((error: Error) => {
        if (round === left.length - 1 && !/SQL0204N/.test(error.message)) throw error;
      });
  await sequelize.query(`DROP SCHEMA "${schema}" RESTRICT`);
}

function equal(found: unknown, wanted: unknown): void {
  if (isDeepStrictEqual(found, wanted)) return;
  throw new Error(
    `found ${JSON.stringify(found)?.slice(0, 300)} in place of ${JSON.stringify(wanted)?.slice(0, 300)}`,
  );
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const say: Say = (line) => void process.stdout.write(`${line}\n`);
  try {
    await checkDb2(readConfig(), say);
    say('This Db2 is fit for the app.');
  } catch (error) {
    const known = error instanceof ConfigError || (error as Error).name === 'Unavailable';
    process.stderr.write(`${known ? (error as Error).message : 'This Db2 did not pass.'}\n`);
    process.exitCode = 1;
  }
}
