import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Server } from '@hapi/hapi';
import { readConfig } from '../config.js';
import { addDays } from '../plugins/traffic/calendar.js';
import { compose } from '../server.js';
import { call } from '../test/support/command.js';
import { freshPostgres } from '../test/support/database.js';
import { person } from '../test/support/people.js';
import { cluster } from '../test/support/postgres.js';
import { harvest } from './harvest.js';
import { buildHistory } from './history.js';

// node dist/bench/databases.js [repositories] [years]: the same history on SQLite and on a PostgreSQL made for it (moved by
// backup and restore); merging a day's round of every repository, and the three pages, by turns. Prints medians and the
// ratio of PostgreSQL to SQLite.

const [repositories, years] = [Number(process.argv[2] ?? 274), Number(process.argv[3] ?? 3)];
const LAST = '2026-11-20';
const ROUNDS = 15;
const PAGES = ['/overview', '/repos/stats', '/repos/linechart?range=all'];

const folder = mkdtempSync(join(tmpdir(), 'traffic-databases-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const say = (text: string) => process.stdout.write(`${text}\n`);
const made = await cluster();

async function open(url: string): Promise<Server> {
  const env = {
    DATABASE_URL: url,
    SECRET_KEY: 'k'.repeat(40),
    PORT: '0',
    COLLECT_AT: 'off',
    LOG_LEVEL: 'silent',
  };
  const now = () => new Date('2026-11-21T12:00:00Z');
  return compose(readConfig(env, folder), { now, random: () => 0.5, scryptPower: 4 });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

try {
  const sqlite = await open(`sqlite:${join(folder, 'source.sqlite')}`);
  await sqlite.plugins.database.migrate();
  const built = await buildHistory(sqlite.plugins.database, { repositories, years, lastDay: LAST });
  await call(sqlite, 'backup', [join(folder, 'backup')]);
  const fresh = await freshPostgres(made.url('postgres'), true);
  const postgres = await open(fresh.url);
  const moved = await call(postgres, 'restore', [join(folder, 'backup')]);
  if (moved.code !== 0) throw new Error(moved.said.join('\n'));
  await postgres.plugins.database.sequelize.query('ANALYZE');
  say(`${built.rows} days of ${repositories} repositories on both`);

  const sides = { sqlite, postgres };
  type Side = keyof typeof sides;
  const cookies = {} as Record<Side, string>;
  for (const side of Object.keys(sides) as Side[]) {
    await sides[side].initialize();
    cookies[side] = (await person(sides[side], 'Alice', [1, 'tenant'])).cookie;
  }
  const compared = async (
    title: string,
    work: (side: Side, round: number) => Promise<unknown>,
    rounds = ROUNDS,
  ) => {
    const times: Record<Side, number[]> = { sqlite: [], postgres: [] };
    for (let round = 0; round < rounds; round += 1)
      for (const side of (round % 2 ? ['postgres', 'sqlite'] : ['sqlite', 'postgres']) as Side[])
        times[side].push(await timed(() => work(side, round)));
    const [ours, theirs] = [median(times.sqlite), median(times.postgres)];
    say(
      `${title}: SQLite ${ours.toFixed(1)} ms, PostgreSQL ${theirs.toFixed(1)} ms, ratio ${(theirs / ours).toFixed(2)}`,
    );
  };
  await compared(
    `merging a round of ${repositories} repositories, a transaction each`,
    async (side, round) => {
      const { database, traffic } = sides[side].plugins;
      for (const id of built.ids)
        await database.write((transaction) =>
          traffic.merge(transaction, harvest(id, addDays(LAST, 1 + round))),
        );
    },
    5,
  );
  for (const url of PAGES)
    await compared(url, async (side) => {
      // Another instance has collected: nothing may be taken from memory.
      const { database } = sides[side].plugins;
      await database.write((transaction) => database.touch(transaction, 'traffic'));
      const { statusCode } = await sides[side].inject({ url, headers: { cookie: cookies[side] } });
      if (statusCode !== 200) throw new Error(`${url}: ${statusCode}`);
    });
  await sqlite.stop();
  await postgres.stop();
} finally {
  await made.remove();
}
