import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Server } from '@hapi/hapi';
import { readConfig } from '../config.js';
import type { DatabaseOptions } from '../plugins/database/api.js';
import { addDays } from '../plugins/traffic/calendar.js';
import { compose } from '../server.js';
import { call } from '../test/support/command.js';
import { freshPostgres } from '../test/support/database.js';
import { standinDatabase } from '../test/support/db2/database.js';
import { standinAbsent } from '../test/support/db2/standin.js';
import { person } from '../test/support/people.js';
import { cluster } from '../test/support/postgres.js';
import { harvest } from './harvest.js';
import { buildHistory } from './history.js';
import { middle, timed } from './timing.js';

// node dist/bench/databases.js [repositories] [years]: the same history on SQLite, on a PostgreSQL made for it and on the
// stand-in for Db2 (moved by backup and restore); merging a day's round of every repository, and the three pages, by turns.
// Prints medians and their ratios to SQLite's. The stand-in says how much the Db2 path costs, not how quick a Db2 is.

const [repositories, years] = [Number(process.argv[2] ?? 274), Number(process.argv[3] ?? 3)];
const LAST = '2026-11-20';
const ROUNDS = 15;
const PAGES = ['/overview', '/repos/stats', '/repos/linechart?range=all'];

const folder = mkdtempSync(join(tmpdir(), 'traffic-databases-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const say = (text: string) => process.stdout.write(`${text}\n`);
const made = await cluster();

async function open(options: DatabaseOptions): Promise<Server> {
  const env = {
    SECRET_KEY: 'k'.repeat(40),
    PORT: '0',
    COLLECT_AT: 'off',
    LOG_LEVEL: 'silent',
  };
  const now = () => new Date('2026-11-21T12:00:00Z');
  return compose(
    { ...readConfig(env, folder), database: options },
    { now, random: () => 0.5, scryptPower: 4 },
  );
}

try {
  const sqlite = await open({ dialect: 'sqlite', file: join(folder, 'source.sqlite') });
  await sqlite.plugins.database.migrate();
  const built = await buildHistory(sqlite.plugins.database, { repositories, years, lastDay: LAST });
  await call(sqlite, 'backup', [join(folder, 'backup')]);
  const sides: Record<string, Server> = { SQLite: sqlite };
  const others: [name: string, options: () => Promise<DatabaseOptions>][] = [
    ['PostgreSQL', async () => (await freshPostgres(made.url('postgres'), true)).options],
  ];
  const absent = standinAbsent();
  if (absent) say(`${absent}: the stand-in for Db2`);
  else others.push(['Db2 stand-in', async () => standinDatabase()]);
  for (const [name, options] of others) {
    const side = await open(await options());
    const moved = await call(side, 'restore', [join(folder, 'backup')]);
    if (moved.code !== 0) throw new Error(moved.said.join('\n'));
    if (name === 'PostgreSQL') await side.plugins.database.sequelize.query('ANALYZE');
    say(`${name}: ${moved.said.at(-1)}`);
    sides[name] = side;
  }
  const names = Object.keys(sides);
  say(`${built.rows} days of ${repositories} repositories on each`);

  const cookies: Record<string, string> = {};
  for (const name of names) {
    await sides[name]!.initialize();
    cookies[name] = (await person(sides[name]!, 'Alice', [1, 'tenant'])).cookie;
  }
  const compared = async (
    title: string,
    work: (server: Server, name: string, round: number) => Promise<unknown>,
    rounds = ROUNDS,
  ) => {
    const times = Object.fromEntries(names.map((name) => [name, [] as number[]]));
    for (let round = 0; round < rounds; round += 1)
      for (const name of round % 2 ? [...names].reverse() : names)
        times[name]!.push(await timed(() => work(sides[name]!, name, round)));
    const ours = middle(times['SQLite']!);
    const words = names.map((name) => {
      const theirs = middle(times[name]!);
      return `${name} ${theirs.toFixed(1)} ms (${(theirs / ours).toFixed(2)})`;
    });
    say(`${title}: ${words.join(', ')}`);
  };
  await compared(
    `merging a round of ${repositories} repositories, a transaction each`,
    async (side, _, round) => {
      const { database, traffic } = side.plugins;
      for (const id of built.ids)
        await database.write((transaction) =>
          traffic.merge(transaction, harvest(id, addDays(LAST, 1 + round))),
        );
    },
    5,
  );
  for (const url of PAGES)
    await compared(url, async (side, name) => {
      // Another instance has collected: nothing may be taken from memory.
      const { database } = side.plugins;
      await database.write((transaction) => database.touch(transaction, 'traffic'));
      const { statusCode } = await side.inject({ url, headers: { cookie: cookies[name]! } });
      if (statusCode !== 200) throw new Error(`${url}: ${statusCode}`);
    });
  for (const name of names) await sides[name]!.stop();
} finally {
  await made.remove();
}
