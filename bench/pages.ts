import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Hapi, { type Server } from '@hapi/hapi';
import autocannon from 'autocannon';
import type { Database } from '../plugins/database/api.js';
import { person } from '../test/support/people.js';
import { reportServer } from '../test/support/reports.js';
import { buildHistory } from './history.js';

// Pages over 1,000 repositories x 10 years, as a share of a bare hapi route that returns the same bytes from memory:
// `kept` answers from what was made before, `made` makes each page anew.
//   node dist/bench/pages.js [file of a history that was built before]

const TODAY = '2026-11-21';
const SECONDS = 5;
const PAGES = ['/overview', '/repos/stats', '/repos/acme/repository-0001'];

const say = (text: string): boolean => process.stdout.write(`${text}\n`);

/** Opens the file with reporting, filled where it is new; with `keep` 0 no page is kept. */
async function open(file: string, keep?: number): Promise<{ server: Server; cookie: string }> {
  const fresh = !existsSync(file);
  const server = await reportServer(file, { today: TODAY }, keep === undefined ? {} : { keep });
  const database: Database = server.plugins.database;
  await database.migrate();
  if (fresh) {
    say('building 1,000 repositories x 10 years …');
    const { rows } = await buildHistory(database, { repositories: 1000, years: 10, lastDay: TODAY });
    say(`${rows.toLocaleString('en')} days`);
  }
  await server.initialize();
  const { cookie } = await person(server, 'Alice', [1, 'tenant']);
  await server.start();
  return { server, cookie };
}

/** Requests a second, of one connection after the other's answer; the load comes from a thread of its own. */
async function rate(server: Server, path: string, cookie: string, connections = 8): Promise<number> {
  const url = `http://127.0.0.1:${server.info.port}${path}`;
  const result = await autocannon({ url, connections, duration: SECONDS, workers: 1, headers: { cookie } });
  if (result.non2xx || result.errors)
    throw new Error(`${path}: ${result.non2xx} refused, ${result.errors} failed`);
  return result['2xx'] / result.duration;
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
      const [ours, theirs] = [await rate(server, path, cookie), await rate(reference, '/', '')];
      await reference.stop();
      const size = `${Math.round(payload.length / 1000)} kB`;
      say(
        `${path} ${word} (${size}): ${ours.toFixed(1)}/s of ${theirs.toFixed(0)}/s = ${(ours / theirs).toFixed(3)} (wanted ${least})`,
      );
    }
    await server.stop();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
