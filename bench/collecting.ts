import { type ChildProcess, execFile, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Server } from '@hapi/hapi';
import { readConfig } from '../config.js';
import { keepHeapSmall } from '../process/heap.js';
import { compose } from '../server.js';
import { person, tenant } from '../test/support/people.js';
import { buildHistory } from './history.js';

// How quick pages are while the app collects 1,000 repositories with a year of history from a GitHub that answers after
// 50 ms, beside how quick they are when it does nothing else: median, slowest hundredth and slowest of all (ms), how
// long the event loop stood still, and how much memory the process took. The run begins again whenever it has ended.
//   node dist/bench/collecting.js [seconds of each half, 60]

const TODAY = '2026-11-21';
const REPOSITORIES = 1000;
const SECONDS = Number(process.argv[2] ?? 60);
const WARM_UP = 5;
/** Requests a second. */
const RATES: Record<string, number> = {
  '/overview': 50,
  '/repos/stats': 1,
  '/repos/statsweekly': 1,
  '/repos/linechart': 1,
  '/repos/acme/repository-0001': 1,
  '/repos/list': 1,
  '/admin/collectStats': 1,
  '/health/ready': 1,
  '/data/repostats.csv?range=28': 0.1,
};

const say = (text: string): boolean => process.stdout.write(`${text}\n`);
const program = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 1024);

async function slowGitHub(): Promise<{ child: ChildProcess; url: string }> {
  const child = fork(program('slow-github.js'), [TODAY, String(REPOSITORIES), '50']);
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve(String(message)));
    child.once('exit', (code) => reject(new Error(`the stand-in of GitHub ended with ${code}`)));
  });
  return { child, url };
}

async function open(folder: string, url: string): Promise<Server> {
  const env = {
    DATABASE_URL: `sqlite:${join(folder, 'history.sqlite')}`,
    SECRET_KEY: 'a secret key of the benchmark, longer than thirty-two bytes',
    PORT: '0',
    COLLECT_AT: 'off',
    COLLECT_BUDGET_SECONDS: '7200',
    LOG_LEVEL: 'error',
    GITHUB_API_URL: url,
  };
  const noon = Date.parse(`${TODAY}T12:00:00Z`);
  const server = await compose(readConfig(env, folder), {
    now: () => new Date(noon + performance.now()),
    random: () => 0.5,
    scryptPower: 4,
    github: { pacing: { perMinute: 1_000_000 } },
  });
  const { database } = server.plugins;
  await database.migrate();
  say(`building ${REPOSITORIES.toLocaleString('en')} repositories x 1 year …`);
  await buildHistory(database, { repositories: REPOSITORIES, years: 1, lastDay: TODAY });
  const { id } = await tenant(server, 'acme inc', 'ghp_aliceToken1234', 'acme');
  await database.sequelize.query(`UPDATE "repositories" SET "tenant_id" = ${id}`);
  await server.initialize();
  await server.start();
  return server;
}

/** Collects again and again until told to end; answers how many repositories it collected. */
function collecting(server: Server, github: ChildProcess): () => Promise<number> {
  let going = true;
  const runs = (async () => {
    let collected = 0;
    while (going) {
      github.send('more');
      const request = { trigger: 'person', actor: { name: 'bench' }, all: true } as const;
      const result = await server.plugins.collection.run(request);
      if (result.failed) throw new Error(`${result.failed} repositories failed`);
      collected += result.collected;
    }
    return collected;
  })();
  return () => {
    going = false;
    return runs;
  };
}

interface Half {
  took: Record<string, number[]>;
  /** Milliseconds: the slowest hundredth, and the longest. */
  delay: { p99: number; max: number };
  memory: number[];
}

async function half(server: Server, cookie: string): Promise<Half> {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const memory = [process.memoryUsage.rss()];
  const watch = setInterval(() => memory.push(process.memoryUsage.rss()), (SECONDS * 1000) / 10);
  const base = `http://127.0.0.1:${server.info.port}`;
  const wanted = Object.entries(RATES).map(([path, rate]) => `${path}=${rate}`);
  const args = [program('rate-client.js'), base, cookie, String(SECONDS), ...wanted];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 1e9 });
  clearInterval(watch);
  delay.disable();
  const spent = { p99: delay.percentile(99) / 1e6 - 10, max: delay.max / 1e6 - 10 };
  return { took: JSON.parse(stdout), delay: spent, memory };
}

const at = (took: number[], share: number): number => took[Math.floor(took.length * share)] ?? took.at(-1)!;
const figures = (took: number[]): string => {
  const [middle, slow, slowest] = [at(took, 0.5), at(took, 0.99), at(took, 1)];
  return `${[middle, slow, slowest].map((value) => value.toFixed(0).padStart(5)).join('')}`;
};

keepHeapSmall();
const folder = mkdtempSync(join(tmpdir(), 'traffic-bench-'));
const github = await slowGitHub();
const server = await open(folder, github.url);
try {
  const { cookie } = await person(server, 'Alice', [2, 'tenant']);
  for (const path of Object.keys(RATES)) await server.inject({ url: path, headers: { cookie } });
  await pause(WARM_UP * 1000);
  const idle = await half(server, cookie);
  const stop = collecting(server, github.child);
  await pause(WARM_UP * 1000);
  const busy = await half(server, cookie);
  const collected = await stop();
  say(`${' '.repeat(32)}  idle: p50  p99  max   collecting: p50  p99  max   p99 x`);
  for (const [path, alone] of Object.entries(idle.took)) {
    const beside = busy.took[path]!;
    const times = at(beside, 0.99) / at(alone, 0.99);
    say(`${path.padEnd(32)} ${figures(alone)}               ${figures(beside)}   ${times.toFixed(1)}`);
  }
  const stood = ({ p99, max }: Half['delay']) => `${p99.toFixed(0)} (longest ${max.toFixed(0)})`;
  say(`event loop late, p99: ${stood(idle.delay)} ms idle, ${stood(busy.delay)} ms collecting (wanted 100)`);
  say(`/overview, p99: ${at(busy.took['/overview']!, 0.99).toFixed(0)} ms while collecting (wanted 300)`);
  const course = (values: number[]) => values.map(megabytes).join(' ');
  say(`memory in MB: ${course(idle.memory)} idle, ${course(busy.memory)} collecting`);
  say(`${collected.toLocaleString('en')} repositories collected meanwhile`);
} finally {
  await server.stop();
  github.child.disconnect();
  rmSync(folder, { recursive: true, force: true });
}
