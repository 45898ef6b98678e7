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
import { middle, timed } from './timing.js';

// node dist/bench/row-security.js [repositories] [years]: one PostgreSQL database, and the app on it twice: as a user whom
// row-level security binds, and as a superuser, whom it does not. Prints medians and their ratio for the pages of a tenant
// beside 5,000 repositories of others, and for merging a round.

const [repositories, years] = [Number(process.argv[2] ?? 274), Number(process.argv[3] ?? 3)];
const LAST = '2026-11-20';
const ROUNDS = 41;
const OTHERS = 5_000;
const PAGES = ['/overview', '/repos/stats', '/repos/statsweekly', '/repos/linechart?range=all'];

const folder = mkdtempSync(join(tmpdir(), 'traffic-row-security-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const say = (text: string) => process.stdout.write(`${text}\n`);
const made = await cluster();

async function open(url: string): Promise<Server> {
  const env = { DATABASE_URL: url, SECRET_KEY: 'k'.repeat(40), PORT: '0', COLLECT_AT: 'off' };
  const now = () => new Date('2026-11-21T12:00:00Z');
  const config = readConfig({ ...env, LOG_LEVEL: 'silent' }, folder);
  return compose(config, { now, random: () => 0.5, scryptPower: 4 });
}

try {
  const source = await open(`sqlite:${join(folder, 'source.sqlite')}`);
  await source.plugins.database.migrate();
  const built = await buildHistory(source.plugins.database, { repositories, years, lastDay: LAST });
  await call(source, 'backup', [join(folder, 'backup')]);
  await source.stop();
  const fresh = await freshPostgres(made.url('postgres'), true);
  const bound = await open(fresh.url);
  const moved = await call(bound, 'restore', [join(folder, 'backup')]);
  if (moved.code !== 0) throw new Error(moved.said.join('\n'));
  const { sequelize } = bound.plugins.database;
  await sequelize.query(
    `INSERT INTO "tenants" ("name", "github_login", "created_at") SELECT 'other ' || n, 'other', now() FROM generate_series(1, 50) n; INSERT INTO "repositories" ("tenant_id", "github_id", "owner", "name", "description", "private", "archived", "added_at") SELECT t.id, n, 'other', 'r' || n, '', false, false, now() FROM (SELECT "id" FROM "tenants" ORDER BY "id" DESC LIMIT 50) t, generate_series(1, ${OTHERS / 50}) n; ANALYZE`,
  );
  const unbound = await open(fresh.url.replace('//traffic@', '//postgres@'));
  const sides = { bound, unbound };
  type Side = keyof typeof sides;
  await bound.initialize();
  await unbound.initialize();
  const { cookie } = await person(bound, 'Alice', [1, 'tenant']);
  say(`${built.rows} days of ${repositories} repositories, beside ${OTHERS} others`);

  const compared = async (title: string, work: (side: Side) => Promise<unknown>, rounds = ROUNDS) => {
    const times: Record<Side, number[]> = { bound: [], unbound: [] };
    for (let round = 0; round < rounds; round += 1)
      for (const side of (round % 2 ? ['bound', 'unbound'] : ['unbound', 'bound']) as Side[])
        times[side].push(await timed(() => work(side)));
    const [ours, theirs] = [middle(times.bound), middle(times.unbound)];
    say(
      `${title}: ${ours.toFixed(1)} ms, without ${theirs.toFixed(1)} ms, ratio ${(ours / theirs).toFixed(2)}`,
    );
  };
  const get = async (side: Side, url: string) => {
    const { statusCode } = await sides[side].inject({ url, headers: { cookie } });
    if (statusCode !== 200) throw new Error(`${url}: ${statusCode}`);
  };
  for (const url of PAGES) {
    await compared(`${url} from the database`, async (side) => {
      // Another instance has collected: nothing may be taken from memory.
      const { database } = sides[side].plugins;
      await database.write((transaction) => database.touch(transaction, 'traffic'));
      await get(side, url);
    });
  }
  await compared('/overview from memory', (side) => get(side, '/overview'), 5 * ROUNDS);
  let asked = 0;
  const merging = `merging a round of ${repositories} repositories, a transaction each`;
  await compared(
    merging,
    async (side) => {
      const { database, traffic } = sides[side].plugins;
      asked += 1;
      const day = addDays(LAST, asked);
      for (const id of built.ids)
        await database.write((transaction) => traffic.merge(transaction, harvest(id, day)));
    },
    7,
  );
  await bound.stop();
  await unbound.stop();
} finally {
  await made.remove();
}
