import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { after, type Flags } from './app.js';
import type { Order, Report } from './kill-child.js';

const PROGRAM = fileURLToPath(new URL('./kill-child.js', import.meta.url));

/** A process with the app's modules loaded, waiting for orders. */
export interface Victim {
  /** Has one collection done to its end. */
  obey(order: Order): Promise<Report>;
  /** Has one collection begun; resolves once the process is dead, with null, or with the report where it was not killed. */
  endure(order: Order): Promise<Report | null>;
  /** SIGKILL, now. */
  kill(): void;
  /** SIGSTOP and SIGCONT: the process is frozen, as on a host that sleeps. */
  freeze(): void;
  thaw(): void;
}

/** Processes made ready ahead of time, since loading the modules takes longer than what is done with them. */
export interface Victims {
  next(): Promise<Victim>;
}

/** Keeps `ahead` processes ready; all are gone when the test ends. */
export function victims(flags: Flags, ahead = 2): Victims {
  const all = new Set<ChildProcess>();
  const ready: Promise<ChildProcess>[] = [];

  async function made(): Promise<ChildProcess> {
    // Optimizing code that runs for a second costs more than it gains.
    const execArgv = ['--no-opt'];
    const child = fork(PROGRAM, ['kill-child'], { execArgv, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    all.add(child);
    child.once('exit', () => all.delete(child));
    await once(child, 'message');
    return child;
  }
  after(flags, () => {
    for (const child of all) child.kill('SIGKILL');
  });
  return {
    async next() {
      while (ready.length <= ahead) ready.push(made());
      return victim(await ready.shift()!);
    },
  };
}

function victim(child: ChildProcess): Victim {
  const dead = once(child, 'exit');
  async function endure(order: Order): Promise<Report | null> {
    const answer = once(child, 'message') as Promise<[Report | { error: string }]>;
    child.send(order);
    const [first] = await Promise.race([answer, dead.then((): [null] => [null])]);
    if (first && 'error' in first) throw new Error(first.error);
    return first;
  }
  return {
    endure,
    async obey(order) {
      const report = await endure(order);
      if (!report) throw new Error('the process ended before the collection did');
      return report;
    },
    kill: () => void child.kill('SIGKILL'),
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
  };
}

interface Reader {
  all(sql: string, done: (error: Error | null, rows: object[]) => void): void;
  close(done: (error: Error | null) => void): void;
}
type Driver = { default: { Database: new (file: string) => Reader } };

/** Reads a database that no process has open, as the next process would find it. */
export async function read<T extends object>(file: string, ...statements: string[]): Promise<T[][]> {
  const driver = createRequire(import.meta.url)('@appthreat/sqlite3') as Driver;
  const reader = new driver.default.Database(file);
  const rows = (sql: string) =>
    new Promise<T[]>((resolve, reject) => {
      reader.all(sql, (error, found) => (error ? reject(error) : resolve(found as T[])));
    });
  const results: T[][] = [];
  for (const sql of statements) results.push(await rows(sql));
  await new Promise<void>((resolve, reject) => reader.close((error) => (error ? reject(error) : resolve())));
  return results;
}
