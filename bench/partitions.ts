import { readFileSync } from 'node:fs';
import Hapi from '@hapi/hapi';
import pg from 'pg';
import { plugin as database } from '../plugins/database/index.js';
import { addDays } from '../plugins/traffic/calendar.js';
import { mergeStatements, packed } from '../plugins/traffic/dialect.js';
import { days } from '../plugins/traffic/tables.js';
import { administer, optionsOf } from '../test/support/database.js';
import { cluster } from '../test/support/postgres.js';

// node dist/bench/partitions.js [million rows]: ten years of days on a PostgreSQL made for it, as they come, all
// repositories of a day one after another. Runs what the app asks on one plain table and again on the monthly partitions
// that deploy/partition-days.sql makes of it. Prints the best of seven in milliseconds, as the client sees it, and the
// sizes. 100 million rows take 35 GB of disk and 15 minutes.

const repositories = Math.round((Number(process.argv[2] ?? 10) * 1e6) / 3_650);
const [FIRST, LAST] = ['2016-11-23', '2026-11-20'];
const SHOWN = Math.min(274, repositories);
const ids = Array.from({ length: SHOWN }, (_, at) => 1 + Math.floor((at * repositories) / SHOWN));
const say = (text: string) => process.stdout.write(`${text}\n`);
const made = await cluster({
  ...{ shared_buffers: '2GB', maintenance_work_mem: '1GB', max_wal_size: '6GB', work_mem: '64MB' },
  ...{ synchronous_commit: 'off', autovacuum: 'off', wal_level: 'minimal', max_wal_senders: '0' },
});
const url = made.url('traffic');

const CELLS = '"day", "views_row" + 2 * "clones_row", "views", "view_uniques", "clones", "clone_uniques"';
const text = packed('postgres', CELLS.split(', '))!;
const one = (from: string) =>
  `SELECT "repository_id" AS "id", ${text} AS "packed" FROM "days" WHERE "repository_id" IN (${ids[7 % SHOWN]}) AND "day" BETWEEN CAST('${from}' AS DATE) AND CAST('${LAST}' AS DATE) GROUP BY "repository_id"`;
const sums = `SELECT "repository_id" AS "id", SUM(CAST("views" AS BIGINT)) AS "views", SUM(CAST("clones" AS BIGINT)) AS "clones" FROM "days" WHERE "repository_id" IN (${ids.join()}) AND "day" BETWEEN CAST('${addDays(LAST, -29)}' AS DATE) AND CAST('${LAST}' AS DATE) GROUP BY "repository_id"`;
const fortnight = (count: number) =>
  Array.from({ length: 14 }, (_, at) => ({
    ...Object.fromEntries(Object.keys(days.values).map((name) => [name, name.endsWith('_row') ? 1 : count])),
    ...{ repository_id: ids[3 % SHOWN]!, day: addDays(LAST, 1 - at) },
  }));
const QUESTIONS: [title: string, statement: (round: number) => string][] = [
  ['ten years of one repository', () => one(FIRST)],
  ['30 days of one repository', () => one(addDays(LAST, -29))],
  [`30 days of ${SHOWN} repositories, added up`, () => sums],
  [
    'merging 14 days of one repository',
    (round) => mergeStatements('postgres', days, fortnight(1e6 + round)).join(';'),
  ],
];

const client = new pg.Client({ connectionString: url });
let rounds = 0;

async function measure(title: string): Promise<void> {
  await client.query('VACUUM ANALYZE "days"');
  const { rows } = await client.query(
    `SELECT (pg_total_relation_size('days') + COALESCE((SELECT SUM(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = '"days"'::regclass), 0)) / 1e9 AS gigabytes`,
  );
  say(`${title}, ${Number(rows[0].gigabytes).toFixed(1)} GB`);
  for (const [name, statement] of QUESTIONS) {
    const times: number[] = [];
    for (let turn = 0; turn < 7; turn += 1) {
      rounds += 1;
      const asked = statement(rounds);
      const began = performance.now();
      await client.query(asked);
      times.push(performance.now() - began);
    }
    say(`  ${name}: ${Math.min(...times).toFixed(1)} ms`);
  }
}

async function timed(title: string, work: () => Promise<unknown>): Promise<void> {
  const began = performance.now();
  await work();
  say(`${title}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
}

try {
  await administer(made.url('postgres'), 'CREATE DATABASE "traffic"');
  const server = Hapi.server();
  await server.register({ plugin: database, options: optionsOf(url) });
  await server.plugins.database.migrate();
  await server.stop();
  await client.connect();
  await client.query(`SET "traffic.tenants" = '*'; SET statement_timeout = 0`);
  await client.query(
    `INSERT INTO "tenants" ("id", "name", "github_login", "created_at") VALUES (1, 'acme', 'acme', now()); INSERT INTO "repositories" ("id", "tenant_id", "github_id", "owner", "name", "description", "private", "archived", "added_at") SELECT r, 1, r, 'acme', 'r' || r, '', false, false, now() FROM generate_series(1, ${repositories}) r`,
  );
  // Keys first would make it take four times as long.
  await client.query(
    'ALTER TABLE "days" DROP CONSTRAINT "days_pkey", DROP CONSTRAINT "days_repository_id_fkey"',
  );
  const figures = Object.keys(days.values).map((name, at) =>
    name.endsWith('_row') ? '1' : `(r * 13 + (d - DATE '${FIRST}') * 7) % ${90 + at}`,
  );
  const columns = Object.keys(days.values).map((name) => `"${name}"`);
  await timed(`${((repositories * 3_650) / 1e6).toFixed(1)} million rows`, () =>
    client.query(
      `INSERT INTO "days" ("repository_id", "day", ${columns.join()}) SELECT r, d, ${figures.join()} FROM (SELECT DATE '${FIRST}' + n AS d FROM generate_series(0, 3649) n) AS every, generate_series(1, ${repositories}) r`,
    ),
  );
  await timed('their keys', () =>
    client.query(
      'ALTER TABLE "days" ADD PRIMARY KEY ("repository_id", "day"), ADD FOREIGN KEY ("repository_id") REFERENCES "repositories" ("id") ON DELETE CASCADE',
    ),
  );
  await measure('one table');
  const script = readFileSync('deploy/partition-days.sql', 'utf8');
  await timed('deploy/partition-days.sql', () => client.query(`BEGIN; ${script}; COMMIT`));
  await measure('monthly partitions');
  await client.end();
} finally {
  await made.remove();
}
