import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Flags } from '../test/support/app.js';
import { fuzz } from '../test/support/fuzz.js';
import { cast } from '../test/support/matrix/cast.js';
import { takeState } from '../test/support/matrix/state.js';

// node dist/bench/fuzz.js [requests, 100000 unless said]: over all routes, with three seeds. Exit code 1 where an answer
// was a 5xx or something was thrown past its handler.
const SEEDS = [1, 20_261_121, 4_294_967_291];
const all = Number(process.argv[2] ?? 100_000);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const thrown: unknown[] = [];
process.on('uncaughtException', (error) => thrown.push(error));
process.on('unhandledRejection', (error) => thrown.push(error));

// A fault of the benchmark's own is none of the app's.
const broken = (error: unknown): never => {
  say(String((error as Error).stack));
  process.exit(2);
};

let faults = 0;
for (const seed of SEEDS) {
  const flags: Flags = {};
  const world = await cast(flags);
  await world.server.start();
  const state = await takeState(world);
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const begun = Date.now();
  const {
    sent,
    statuses,
    faults: found,
  } = await fuzz(world, state, seed, Math.ceil(all / SEEDS.length)).catch(broken);
  delay.disable();
  const seconds = (Date.now() - begun) / 1000;
  const counts = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
  const stall = (delay.max / 1e6).toFixed(0);
  const usual = (delay.percentile(99.9) / 1e6).toFixed(0);
  say(`seed ${seed}: ${sent} requests in ${seconds.toFixed(0)} s; ${counts.join(', ')}`);
  say(`  longest stall ${stall} ms, 99.9 % under ${usual} ms`);
  for (const fault of found.slice(0, 20)) say(`  ${fault}`);
  faults += found.length;
  await flags.onCleanup();
}
say(`${faults} answers of 5xx, ${thrown.length} errors past their handler`);
for (const error of thrown.slice(0, 5)) say(String((error as Error)?.stack ?? error));
process.exit(faults || thrown.length ? 1 : 0);
