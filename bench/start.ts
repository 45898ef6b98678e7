import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { middle } from './timing.js';

// node dist/bench/start.js [rounds]: from spawn to the first 200 of the app (its database there and migrated), as a
// multiple of a bare hapi server with one route. In turns, so that a noisy machine disturbs all alike; medians. The first
// 200 is the liveness probe's, answered while the app loads; the first page comes when it has been loaded.
const rounds = Number(process.argv[2] ?? 15);
const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'traffic-start-'));

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function answers(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(url, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('error', () => resolve(false));
  });
}

async function milliseconds(file: string, url: (port: number) => string): Promise<number> {
  const port = await freePort();
  const began = process.hrtime.bigint();
  const child: ChildProcess = spawn(process.execPath, [file, String(port)], {
    cwd: folder,
    stdio: 'ignore',
    env: { PATH: process.env['PATH'], PORT: String(port), COLLECT_AT: 'off' },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  while (!(await answers(url(port)))) {
    if (child.exitCode !== null) throw new Error(`${file} ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const took = Number(process.hrtime.bigint() - began) / 1e6;
  child.kill('SIGTERM');
  await ended;
  return took;
}

const app = (path: string) =>
  milliseconds(script('../start.js'), (port) => `http://127.0.0.1:${port}${path}`);
const kinds = {
  'bare hapi': () => milliseconds(script('bare-server.js'), (port) => `http://127.0.0.1:${port}/`),
  'first 200 (/health/live)': () => app('/health/live'),
  'first page (/)': () => app('/'),
};

for (const measure of Object.values(kinds)) await measure();
const times = new Map<string, number[]>(Object.keys(kinds).map((kind) => [kind, []]));
for (let round = 0; round < rounds; round += 1)
  for (const [kind, measure] of Object.entries(kinds)) times.get(kind)?.push(await measure());
rmSync(folder, { recursive: true, force: true });

const bare = middle(times.get('bare hapi') ?? []);
for (const [kind, taken] of times)
  process.stdout.write(
    `${kind}: ${middle(taken).toFixed(0)} ms, ratio ${(middle(taken) / bare).toFixed(2)}\n`,
  );
process.stdout.write('goal: first 200 at most 2.0\n');
