import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Hapi, { type Server } from '@hapi/hapi';
import { plugin as database } from '../plugins/database/index.js';
import type { Harvest } from '../plugins/traffic/api.js';
import { addDays } from '../plugins/traffic/calendar.js';
import { plugin as traffic } from '../plugins/traffic/index.js';
import { harvest } from './harvest.js';
import { buildHistory } from './history.js';
import { timed } from './timing.js';

// Merges 14 days of 1,000 repositories, a transaction each, into ten years of history, and lets the bare driver make
// the same day upserts on copies with the same settings, by turns: in the ordinary way, a prepared upsert for each
// day, and in the quickest, all 14 in one text. Neither keeps a ledger. Prints the rates and the ratios.

const LAST = '2026-11-20';
const TURN = 100;
const PRAGMAS =
  'PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456;';
const COUNTS = ['views', 'view_uniques', 'clones', 'clone_uniques'];
const EFFECTIVE = [...COUNTS, 'views_row', 'clones_row'];
const COLUMNS = [...EFFECTIVE, ...EFFECTIVE.map((name) => `collected_${name}`)];

interface Statement {
  run(values: unknown[], done: (error: Error | null) => void): void;
  finalize(done: () => void): void;
}

interface Bare {
  prepare(sql: string): Statement;
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

/** The rows of a harvest's days. */
function rowsOf({ repositoryId, days }: Harvest): (number | string)[][] {
  return days.views!.buckets.map(({ day, count, uniques }, at) => {
    const clones = days.clones!.buckets[at]!;
    const counts = [count, uniques, clones.count, clones.uniques];
    return [repositoryId, day, ...counts, 1, 1, ...counts, 1, 1];
  });
}

/** The upsert of greatest-wins rows, with `values` after VALUES. */
function upsert(values: string): string {
  const sets = COLUMNS.map((name) => `"${name}" = MAX("days"."${name}", excluded."${name}")`);
  const changes = COLUMNS.map((name) => `excluded."${name}" > "days"."${name}"`);
  const columns = ['repository_id', 'day', ...COLUMNS].map((name) => `"${name}"`).join(',');
  return `INSERT INTO "days" (${columns}) VALUES ${values} ON CONFLICT ("repository_id","day") DO UPDATE SET ${sets.join(', ')} WHERE ${changes.join(' OR ')}`;
}

function literals(rows: (number | string)[][]): string {
  return rows
    .map((row) => `(${row.map((cell) => (typeof cell === 'string' ? `'${cell}'` : cell)).join(',')})`)
    .join(',');
}

interface Driver {
  exec(sql: string): Promise<void>;
  prepare(sql: string): Statement;
  close(): Promise<void>;
}

async function openBare(copy: string): Promise<Driver> {
  const require = createRequire(import.meta.url);
  const { default: driver } = require('@appthreat/sqlite3') as {
    default: { Database: new (file: string) => Bare };
  };
  const bare = new driver.Database(copy);
  const promised = (call: (done: (error: Error | null) => void) => void) =>
    new Promise<void>((resolve, reject) => call((error) => (error ? reject(error) : resolve())));
  const exec = (sql: string) => promised((done) => bare.exec(sql, done));
  await exec(PRAGMAS);
  return { exec, prepare: (sql) => bare.prepare(sql), close: () => promised((done) => bare.close(done)) };
}

const folder = mkdtempSync(join(tmpdir(), 'traffic-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const files = {
  app: join(folder, 'app.sqlite'),
  rows: join(folder, 'rows.sqlite'),
  text: join(folder, 'text.sqlite'),
};
const say = (text: string) => process.stdout.write(`${text}\n`);

const server = await open(files.app);
const { database: base, traffic: history } = server.plugins;
await base.migrate();
const built = await buildHistory(base, { repositories: 1000, years: 10, lastDay: LAST });
copyFileSync(files.app, files.rows);
copyFileSync(files.app, files.text);
say(
  `history: ${built.rows} days of ${built.ids.length} repositories, ${Math.round(statSync(files.app).size / 1e6)} MB`,
);
const bare = { rows: await openBare(files.rows), text: await openBare(files.text) };
const prepared = bare.rows.prepare(upsert(`(${Array(14).fill('?').join(',')})`));

const sides = {
  async app(turn: Harvest[]) {
    for (const one of turn) await base.write((transaction) => history.merge(transaction, one));
  },
  async rows(turn: Harvest[]) {
    for (const one of turn) {
      await bare.rows.exec('BEGIN IMMEDIATE');
      for (const row of rowsOf(one)) {
        await new Promise<void>((resolve, reject) =>
          prepared.run(row, (error) => (error ? reject(error) : resolve())),
        );
      }
      await bare.rows.exec('COMMIT');
    }
  },
  async text(turn: Harvest[]) {
    for (const one of turn) {
      await bare.text.exec('BEGIN IMMEDIATE');
      await bare.text.exec(upsert(literals(rowsOf(one))));
      await bare.text.exec('COMMIT');
    }
  },
};
type Side = keyof typeof sides;

for (const [name, later] of [
  ['14 new days', 14],
  ['1 new day, 13 known', 15],
] as const) {
  const harvests = built.ids.map((id) => harvest(id, addDays(LAST, later)));
  const spent: Record<Side, number> = { app: 0, rows: 0, text: 0 };
  for (let at = 0; at < harvests.length; at += TURN) {
    const turn = harvests.slice(at, at + TURN);
    // Who goes first changes from turn to turn, so that what else the machine does falls on all.
    const order: Side[] = (at / TURN) % 2 ? ['app', 'rows', 'text'] : ['text', 'rows', 'app'];
    for (const side of order) spent[side] += await timed(() => sides[side](turn));
  }
  const rate = (side: Side) => `${Math.round((harvests.length * 14_000) / spent[side])} days/s`;
  const ratio = (side: Side) => (spent[side] / spent.app).toFixed(2);
  say(`${name}: app ${rate('app')}`);
  say(`  bare driver, an upsert a day: ${rate('rows')}, ratio ${ratio('rows')}`);
  say(`  bare driver, an upsert a repository: ${rate('text')}, ratio ${ratio('text')}`);
}
await new Promise<void>((resolve) => prepared.finalize(resolve));
await Promise.all([bare.rows.close(), bare.text.close()]);
await server.stop();
