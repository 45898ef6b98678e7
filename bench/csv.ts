import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Server } from '@hapi/hapi';
import { person } from '../test/support/people.js';
import { reportServer } from '../test/support/reports.js';
import { buildHistory } from './history.js';
import { middle } from './timing.js';

// repostats.csv of 1,000 repositories x 10 years over HTTP, as a share of the rows a second of the sqlite3 shell's
// `.mode csv` on the same rows; with the time of the first byte and how much the memory grew.
//   node dist/bench/csv.js [file of a history that was built before]

const TODAY = '2026-11-21';
const ROUNDS = 3;
const QUERY =
  'SELECT d.repository_id, d.day, d.views, d.view_uniques, d.clones, d.clone_uniques, r.owner, r.name FROM days d JOIN repositories r ON r.id = d.repository_id ORDER BY d.repository_id, d.day';

const say = (text: string): boolean => process.stdout.write(`${text}\n`);
const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`;
interface Download {
  seconds: number;
  firstByte: number;
  lines: number;
  grown: number;
}

/** Downloads once, watching this process' memory meanwhile. */
function download(server: Server, cookie: string): Promise<Download> {
  const before = process.memoryUsage.rss();
  let grown = 0;
  const watch = setInterval(() => {
    grown = Math.max(grown, process.memoryUsage.rss() - before);
  }, 20);
  const client = fileURLToPath(new URL('csv-client.js', import.meta.url));
  const url = `http://127.0.0.1:${server.info.port}/data/repostats.csv`;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [client, url, cookie], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
    });
    child.on('error', reject);
    child.on('close', () => {
      clearInterval(watch);
      resolve({ ...JSON.parse(text), grown });
    });
  });
}

function shell(file: string): Promise<number> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn('sqlite3', ['-readonly', file, '.mode csv', QUERY], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.on('error', reject);
    child.stdout.resume();
    child.on('close', () => resolve((performance.now() - began) / 1000));
  });
}

const folder = mkdtempSync(join(tmpdir(), 'traffic-bench-'));
const file = process.argv[2] ?? join(folder, 'history.sqlite');
const fresh = !existsSync(file);
const server = await reportServer(`sqlite:${file}`, { today: TODAY });
try {
  await server.plugins.database.migrate();
  if (fresh) {
    say('building 1,000 repositories x 10 years …');
    await buildHistory(server.plugins.database, { repositories: 1000, years: 10, lastDay: TODAY });
  }
  await server.initialize();
  const { cookie } = await person(server, 'Alice', [1, 'tenant']);
  await server.start();
  // What a process takes once, for any page, is not the export's: it has shown some before.
  for (const page of ['/overview', '/repos/stats?range=year'])
    await server.inject({ url: page, headers: { cookie } });
  const [ours, theirs]: [Download[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(await download(server, cookie));
    theirs.push(await shell(file));
  }
  const { lines } = ours[0]!;
  const [mine, bare] = [middle(ours.map(({ seconds }) => seconds)), middle(theirs)];
  say(
    `${lines.toLocaleString('en')} lines in ${mine.toFixed(1)} s, sqlite3 ${bare.toFixed(1)} s: ${(bare / mine).toFixed(2)} of its rate (wanted 0.3)`,
  );
  say(
    `first byte after ${Math.max(...ours.map(({ firstByte }) => firstByte)).toFixed(0)} ms (wanted 1000 at most)`,
  );
  const grown = ours.map((one) => megabytes(one.grown));
  say(`memory grew by ${grown.join(', then ')} (wanted 100 MB at most)`);
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
