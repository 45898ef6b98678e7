import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Hapi, { type Server } from '@hapi/hapi';
import { plugin as backup } from '../plugins/backup/index.js';
import { plugin as commands } from '../plugins/commands/index.js';
import type { DatabaseOptions } from '../plugins/database/api.js';
import { plugin as database } from '../plugins/database/index.js';
import { plugin as security } from '../plugins/security/index.js';
import { plugin as views } from '../plugins/views/index.js';
import { call } from '../test/support/command.js';
import { freshPostgres } from '../test/support/database.js';
import { cluster, noPostgres } from '../test/support/postgres.js';
import { ROOT } from '../test/support/source.js';
import { buildHistory } from './history.js';

// node dist/bench/restore-drill.js [repositories] [years]: builds a history on SQLite, backs it up, restores it into a new
// SQLite and a new PostgreSQL, and compares the checksums of every table. Beside it the databases' own tools on the same
// rows: VACUUM INTO, and pg_dump with pg_restore. Prints times, sizes and ratios; ends with 1 where anything differs.

const [repositories, years] = [Number(process.argv[2] ?? 1_000), Number(process.argv[3] ?? 3)];
const folder = mkdtempSync(join(tmpdir(), 'traffic-drill-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const say = (text: string) => process.stdout.write(`${text}\n`);
const megabytes = (file: string) => `${(statSync(file).size / 1e6).toFixed(0)} MB`;

async function open(options: DatabaseOptions): Promise<Server> {
  const server = Hapi.server();
  const publicUrl = 'http://127.0.0.1:5000';
  await server.register([
    { plugin: commands },
    { plugin: database, options },
    { plugin: views, options: { root: ROOT, publicUrl } },
    { plugin: security, options: { secretKey: 'k'.repeat(40), publicUrl, proxies: 0 } },
    { plugin: backup },
  ]);
  return server;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

let sums: unknown;

async function command(server: Server, name: string, file: string): Promise<number> {
  return timed(async () => {
    const { code, said, results } = await call(server, name, [file]);
    if (code !== 0) throw new Error(said.join('\n'));
    const tables = JSON.stringify(results[0]!['tables']);
    sums ??= tables;
    if (tables !== sums) throw new Error(`${name}: the checksums differ`);
  });
}

const source = await open({ dialect: 'sqlite', file: join(folder, 'source.sqlite') });
const { database: from } = source.plugins;
await from.migrate();
const built = await buildHistory(from, { repositories, years, lastDay: '2026-11-20' });
say(
  `${built.rows} days of ${repositories} repositories, ${megabytes(join(folder, 'source.sqlite'))} of SQLite`,
);

const file = join(folder, 'backup');
const vacuum = await timed(() => from.sequelize.query(`VACUUM INTO '${join(folder, 'copy.sqlite')}'`));
const made = await command(source, 'backup', file);
say(`backup of SQLite: ${made.toFixed(1)} s, ${megabytes(file)}`);
const target = await open({ dialect: 'sqlite', file: join(folder, 'target.sqlite') });
const back = await command(target, 'restore', file);
say(`restore into SQLite, checked before and read back after: ${back.toFixed(1)} s`);
say(
  `VACUUM INTO: ${vacuum.toFixed(1)} s; backup and restore take ${((made + back) / vacuum).toFixed(1)} times as long`,
);
await target.stop();
await source.stop();

const reason = noPostgres();
if (reason) say(`skipped: PostgreSQL: ${reason}`);
else {
  const made = await cluster();
  try {
    const fresh = await freshPostgres(made.url('postgres'), true);
    const postgres = await open(fresh.options);
    const into = await command(postgres, 'restore', file);
    say(`restore into PostgreSQL: ${into.toFixed(1)} s`);
    await postgres.plugins.database.sequelize.query('ANALYZE');
    const out = await command(postgres, 'backup', `${file}-postgres`);
    say(`backup of PostgreSQL: ${out.toFixed(1)} s, ${megabytes(`${file}-postgres`)}`);
    const dump = join(made.folder, 'dump');
    const name = new URL(fresh.url).pathname.slice(1);
    const place = ['-h', '127.0.0.1', '-p', String(made.port), '-U', 'postgres'];
    const dumped = await timed(() => made.program('pg_dump', [...place, '-Fc', '-f', dump, name]));
    await made.program('createdb', [...place, 'again']);
    const restored = await timed(() => made.program('pg_restore', [...place, '-d', 'again', dump]));
    say(`pg_dump -Fc: ${dumped.toFixed(1)} s, ${megabytes(dump)}; pg_restore: ${restored.toFixed(1)} s`);
    say(`ratio to them: backup ${(out / dumped).toFixed(2)}, restore ${(into / restored).toFixed(2)}`);
    await postgres.stop();
  } finally {
    await made.remove();
  }
}
say('all checksums equal');
