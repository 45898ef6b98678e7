import type { Flags } from '../test/support/app.js';
import { fuzz } from '../test/support/fuzz.js';
import { cast } from '../test/support/matrix/cast.js';
import { takeState } from '../test/support/matrix/state.js';

// node dist/bench/fuzz.js [requests, 100000 unless said] [path]: over all routes, with three seeds; with a path such as
// /traffic the app runs under that. Exit code 1 where an answer was a 5xx or something was thrown past its handler.
const SEEDS = [1, 20_261_121, 4_294_967_291];
const all = Number(process.argv[2] ?? 100_000);
const base = process.argv[3] ?? '';
const say = (line: string): void => void process.stdout.write(`${line}\n`);

// A tick that comes late was kept from coming by us, or by a machine that does something else: processor time tells.
function watch(): () => { longest: number; own: number } {
  let [last, used, longest, own] = [performance.now(), process.cpuUsage(), 0, 0];
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage(used);
    const late = performance.now() - last - 10;
    longest = Math.max(longest, Math.round(late));
    own = Math.max(own, Math.round(Math.min(late, (user + system) / 1_000)));
    [last, used] = [performance.now(), process.cpuUsage()];
  }, 10);
  return () => {
    clearInterval(timer);
    return { longest, own };
  };
}

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
  const world = await cast(flags, { env: { FULL_HOSTNAME: `http://127.0.0.1${base}` } });
  await world.server.start();
  const state = await takeState(world);
  const stalls = watch();
  const begun = Date.now();
  const {
    sent,
    statuses,
    faults: found,
  } = await fuzz(world, state, seed, Math.ceil(all / SEEDS.length), base).catch(broken);
  const { longest, own } = stalls();
  const seconds = (Date.now() - begun) / 1000;
  const counts = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
  say(`seed ${seed}: ${sent} requests in ${seconds.toFixed(0)} s; ${counts.join(', ')}`);
  say(`  longest stall ${longest} ms on the clock; ${own} ms where this process really worked`);
  for (const fault of found.slice(0, 20)) say(`  ${fault}`);
  faults += found.length;
  await flags.onCleanup();
}
say(`${faults} answers of 5xx, ${thrown.length} errors past their handler`);
for (const error of thrown.slice(0, 5)) say(String((error as Error)?.stack ?? error));
process.exit(faults || thrown.length ? 1 : 0);
