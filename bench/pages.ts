import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Hapi, { type Server } from '@hapi/hapi';
import autocannon from 'autocannon';
import type { Database } from '../plugins/database/api.js';
import { person } from '../test/support/people.js';
import { reportServer } from '../test/support/reports.js';
import { buildHistory } from './history.js';
import { middle } from './timing.js';

// Pages over 1,000 repositories x 10 years, as a share of a bare hapi route that returns the same bytes from memory:
// `kept` answers from what was made before; `made` makes each page anew from traffic's answers in memory; then the
// milliseconds of a first view after a collection, when nothing is in memory, with ten years and with one.
//   node dist/bench/pages.js [file of a history that was built before]

const TODAY = '2026-11-21';
const SECONDS = 1;
const ROUNDS = 7;
const PAGES = ['/overview', '/repos/stats', '/repos/acme/repository-0001'];

const say = (text: string): boolean => process.stdout.write(`${text}\n`);

/** Opens the file with reporting, filled where it is new; with `keep` 0 no page is kept. */
async function open(file: string, keep?: number, years = 10): Promise<{ server: Server; cookie: string }> {
  const fresh = !existsSync(file);
  const server = await reportServer(`sqlite:${file}`, { today: TODAY }, keep === undefined ? {} : { keep });
  const database: Database = server.plugins.database;
  await database.migrate();
  if (fresh) {
    say(`building 1,000 repositories x ${years} years …`);
    const { rows } = await buildHistory(database, { repositories: 1000, years, lastDay: TODAY });
    say(`${rows.toLocaleString('en')} days`);
  }
  await server.initialize();
  const { cookie } = await person(server, 'Alice', [1, 'tenant']);
  await server.start();
  // A browser also has the form token that its first page came with.
  const { headers } = await server.inject({ url: '/overview', headers: { cookie } });
  const [crumb] = [headers['set-cookie'] ?? []].flat().map((set) => set.split(';')[0]!);
  if (!crumb) throw new Error('no form token came with the first page');
  return { server, cookie: `${cookie}; ${crumb}` };
}

/** Requests a second. The load is made in this process, which costs both servers alike. */
async function rate(server: Server, path: string, cookie: string, connections = 8): Promise<number> {
  const url = `http://127.0.0.1:${server.info.port}${path}`;
  const result = await autocannon({ url, connections, duration: SECONDS, headers: { cookie } });
  if (result.non2xx || result.errors)
    throw new Error(`${path}: ${result.non2xx} refused, ${result.errors} failed`);
  return result['2xx'] / result.duration;
}

/** Milliseconds until the page is there when the stored data have just changed. */
async function first(server: Server, path: string, cookie: string): Promise<number> {
  const { database } = server.plugins;
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await database.write((transaction) => database.touch(transaction, 'traffic'));
    const began = performance.now();
    await server.inject({ url: path, headers: { cookie } });
    times.push(performance.now() - began);
  }
  return middle(times);
}

async function bare(body: string, headers: Record<string, unknown>): Promise<Server> {
  const server = Hapi.server({ port: 0, host: '127.0.0.1' });
  const type = String(headers['content-type']);
  server.route({ method: 'GET', path: '/', handler: (_request, h) => h.response(body).type(type) });
  await server.start();
  return server;
}

const given = process.argv[2];
const folder = mkdtempSync(join(tmpdir(), 'traffic-bench-'));
const file = given ?? join(folder, 'history.sqlite');
const old = new Map<string, number>();
try {
  for (const [word, keep, least] of [
    ['kept', undefined, 0.3],
    ['made', 0, 0.1],
  ] as const) {
    const { server, cookie } = await open(file, keep);
    for (const path of PAGES) {
      const { payload, headers, statusCode } = await server.inject({ url: path, headers: { cookie } });
      if (statusCode !== 200) throw new Error(`${path}: ${statusCode}`);
      const reference = await bare(payload, headers);
      const [ours, theirs]: [number[], number[]] = [[], []];
      // In turns, so that a noisy machine disturbs both.
      for (let round = 0; round < ROUNDS; round += 1) {
        ours.push(await rate(server, path, cookie));
        theirs.push(await rate(reference, '/', ''));
      }
      await reference.stop();
      const share = middle(ours) / middle(theirs);
      say(
        `${path} ${word} (${Math.round(payload.length / 1000)} kB): ${middle(ours).toFixed(0)}/s of ${middle(theirs).toFixed(0)}/s = ${share.toFixed(3)} (wanted ${least})`,
      );
      if (word === 'made') old.set(path, await first(server, path, cookie));
    }
    await server.stop();
  }
  const young = await open(join(folder, 'young.sqlite'), 0, 1);
  for (const [path, ten] of old) {
    const one = await first(young.server, path, young.cookie);
    say(
      `${path} after a collection: ${ten.toFixed(0)} ms with ten years, ${one.toFixed(0)} ms with one = ${(ten / one).toFixed(2)} (wanted 1.3 at most)`,
    );
  }
  await young.server.stop();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
