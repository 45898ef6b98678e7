import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Hapi, { type Server } from '@hapi/hapi';
import { plugin as database } from '../plugins/database/index.js';
import type { TrafficAnswer } from '../plugins/github/api.js';
import type { Harvest } from '../plugins/traffic/api.js';
import { addDays } from '../plugins/traffic/calendar.js';
import { plugin as traffic } from '../plugins/traffic/index.js';
import { buildHistory } from './history.js';

// Merges 14 new days of 1,000 repositories, a transaction each, into ten years of history, and lets the bare driver
// make the same day upserts on a copy with the same settings, by turns. Prints both rates and their ratio.

const LAST = '2026-11-20';
const TURN = 100;
const PRAGMAS =
  'PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456;';
const COUNTS = ['views', 'view_uniques', 'clones', 'clone_uniques'];
const COLUMNS = [...COUNTS, ...COUNTS.map((name) => `collected_${name}`), 'views_row', 'clones_row'];

interface Bare {
  exec(sql: string, done: (error: Error | null) => void): void;
  close(done: (error: Error | null) => void): void;
}

async function open(file: string): Promise<Server> {
  const server = Hapi.server();
  await server.register({ plugin: database, options: { dialect: 'sqlite', file } });
  await server.register([
    { plugin: { name: 'repositories', register: () => undefined } },
    { plugin: traffic },
  ]);
  await server.initialize();
  return server;
}

function harvest(repositoryId: number, askedDay: string): Harvest {
  const answer = (factor: number): TrafficAnswer => {
    const buckets = Array.from({ length: 14 }, (_, at) => {
      const count = ((repositoryId * 13 + at * 7) % 90) + factor;
      return { day: addDays(askedDay, at - 13), count, uniques: count >> 1 };
    });
    return { count: 14 * 40, uniques: 14 * 20, buckets };
  };
  return {
    repositoryId,
    askedDay,
    runNewest: askedDay,
    days: { views: answer(5), clones: answer(1) },
    weeks: {},
  };
}

/** The upsert that the bare driver makes of a harvest: the same rows and rule, nothing else. */
function upsert({ repositoryId, days }: Harvest): string {
  const rows = days.views!.buckets.map(({ day, count, uniques }, at) => {
    const clones = days.clones!.buckets[at]!;
    const counts = `${count},${uniques},${clones.count},${clones.uniques}`;
    return `(${repositoryId},'${day}',${counts},${counts},1,1)`;
  });
  const sets = COLUMNS.map((name) => `"${name}" = MAX("days"."${name}", excluded."${name}")`);
  const changes = COLUMNS.map((name) => `excluded."${name}" > "days"."${name}"`);
  const columns = ['repository_id', 'day', ...COLUMNS].map((name) => `"${name}"`).join(',');
  return `INSERT INTO "days" (${columns}) VALUES ${rows.join(',')} ON CONFLICT ("repository_id","day") DO UPDATE SET ${sets.join(', ')} WHERE ${changes.join(' OR ')}`;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const folder = mkdtempSync(join(tmpdir(), 'traffic-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const [file, copy] = [join(folder, 'app.sqlite'), join(folder, 'bare.sqlite')];
const say = (text: string) => process.stdout.write(`${text}\n`);

const server = await open(file);
const { database: base, traffic: history } = server.plugins;
await base.migrate();
const built = await buildHistory(base, { repositories: 1000, years: 10, lastDay: LAST });
copyFileSync(file, copy);
say(
  `history: ${built.rows} days of ${built.ids.length} repositories, ${Math.round(statSync(file).size / 1e6)} MB`,
);

const require = createRequire(import.meta.url);
const { default: driver } = require('@appthreat/sqlite3') as {
  default: { Database: new (file: string) => Bare };
};
const bare = new driver.Database(copy);
const exec = (sql: string) =>
  new Promise<void>((resolve, reject) => bare.exec(sql, (error) => (error ? reject(error) : resolve())));
await exec(PRAGMAS);

const spent = { app: 0, bare: 0 };
for (const [name, later] of [
  ['14 new days', 14],
  ['1 new day, 13 known', 15],
] as const) {
  const harvests = built.ids.map((id) => harvest(id, addDays(LAST, later)));
  Object.assign(spent, { app: 0, bare: 0 });
  for (let at = 0; at < harvests.length; at += TURN) {
    const turn = harvests.slice(at, at + TURN);
    const app = async () => {
      for (const one of turn) await base.write((transaction) => history.merge(transaction, one));
    };
    const statements = turn.map(upsert);
    const plain = async () => {
      for (const statement of statements) {
        await exec('BEGIN IMMEDIATE');
        await exec(statement);
        await exec('COMMIT');
      }
    };
    // Who goes first changes from turn to turn, so that what else the machine does falls on both.
    for (const side of (at / TURN) % 2 ? (['app', 'bare'] as const) : (['bare', 'app'] as const)) {
      spent[side] += await timed(side === 'app' ? app : plain);
    }
  }
  const rate = (ms: number) => Math.round((harvests.length * 14_000) / ms);
  say(
    `${name}: app ${rate(spent.app)} days/s, bare driver ${rate(spent.bare)} days/s, ratio ${(spent.bare / spent.app).toFixed(2)}`,
  );
}
await new Promise<void>((resolve) => bare.close(() => resolve()));
await server.stop();
