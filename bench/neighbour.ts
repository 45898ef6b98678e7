import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Server } from '@hapi/hapi';
import { person } from '../test/support/people.js';
import { reportServer } from '../test/support/reports.js';
import { buildHistory } from './history.js';

// How long a tenant's pages take while another tenant, of 1,000 repositories, downloads five whole exports at a time:
// the median and the slowest hundredth, as multiples of what they take alone (wanted: 2 at most).
//   node dist/bench/neighbour.js [/data/repostats.csv]

const TODAY = '2026-11-21';
const EXPORTS = 5;
const EXPORT = process.argv[2] ?? '/data/repostats.csv';
const REQUESTS = 600;
const PAGES: [what: string, path: string][] = [
  ['the overview, kept', '/overview'],
  ['the daily table, kept', '/repos/stats?range=90'],
  ['the list of repositories', '/repos/list'],
];

const say = (text: string): boolean => process.stdout.write(`${text}\n`);
const program = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

interface Figures {
  median: number;
  slowest: number;
}

async function asked(server: Server, path: string, cookie: string): Promise<Figures> {
  const url = `http://127.0.0.1:${server.info.port}${path}`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [program('page-client.js'), url, cookie, String(REQUESTS)],
    { maxBuffer: 1e7 },
  );
  const took = (JSON.parse(stdout) as number[]).sort((a, b) => a - b);
  return { median: took[Math.floor(took.length / 2)]!, slowest: took[Math.floor(took.length * 0.99)]! };
}

/** Downloads again and again until told to end, which answers how often it did. */
function exporting(server: Server, cookie: string): () => Promise<string> {
  const url = `http://127.0.0.1:${server.info.port}${EXPORT}`;
  const args = [program('exports-client.js'), url, cookie, String(EXPORTS)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let done = '';
  child.stdout.on('data', (data) => {
    done += data;
  });
  return async () => {
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('close', resolve));
    return done;
  };
}

/** A tenant of twenty repositories beside the one of a thousand. */
async function neighbour({ sequelize }: Server['plugins']['database']): Promise<void> {
  const row = { id: 2, name: 'beta', github_login: 'beta', created_at: new Date(0) };
  await sequelize.getQueryInterface().bulkInsert('tenants', [row]);
  await sequelize.query(`UPDATE "repositories" SET "tenant_id" = 2, "owner" = 'beta' WHERE "id" > 1000`);
}

const folder = mkdtempSync(join(tmpdir(), 'traffic-bench-'));
const server = await reportServer(`sqlite:${join(folder, 'history.sqlite')}`, { today: TODAY });
try {
  await server.plugins.database.migrate();
  say('building 1,020 repositories x 1 year …');
  await buildHistory(server.plugins.database, { repositories: 1020, years: 1, lastDay: TODAY });
  await neighbour(server.plugins.database);
  await server.initialize();
  const alice = await person(server, 'Alice', [1, 'tenant']);
  const bob = await person(server, 'Bob', [2, 'tenant']);
  await server.start();
  for (const [what, path] of PAGES) {
    await asked(server, path, bob.cookie);
    const alone = await asked(server, path, bob.cookie);
    const stop = exporting(server, alice.cookie);
    const beside = await asked(server, path, bob.cookie);
    const done = await stop();
    const line = (name: keyof Figures) =>
      `${name} ${alone[name].toFixed(1)} ms, then ${beside[name].toFixed(1)} (${(beside[name] / alone[name]).toFixed(2)})`;
    say(`${what}: ${line('median')}; ${line('slowest')}; ${done} exports meanwhile`);
  }
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
