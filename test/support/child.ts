import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { after, type Flags } from './app.js';

export interface Child {
  process: ChildProcess;
  /** What it has written so far. */
  text(): { out: string; err: string };
  /** Waits until stdout or stderr matches; rejects with all that was written when the process ends before. */
  until(pattern: RegExp): Promise<RegExpMatchArray>;
  /** The exit code, and how long it took to end in milliseconds from this call on. */
  ended(): Promise<{ code: number | null; took: number }>;
}

/** Runs a compiled file (relative to dist/) as a process of its own, with only these variables; killed after the test. */
export function child(
  flags: Flags,
  file: string,
  env: Record<string, string>,
  cwd: string,
  args: string[] = [],
): Child {
  const path = fileURLToPath(new URL(`../../${file}`, import.meta.url));
  const running = spawn(process.execPath, [path, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { out: '', err: '' };
  running.stdout?.on('data', (data) => {
    written.out += data;
  });
  running.stderr?.on('data', (data) => {
    written.err += data;
  });
  const exit = new Promise<number | null>((resolve) => running.once('close', resolve));
  after(flags, async () => {
    running.kill('SIGKILL');
    await exit;
  });
  return {
    process: running,
    text: () => ({ ...written }),
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = written.out.match(pattern) ?? written.err.match(pattern);
          if (found) resolve(found);
        };
        running.stdout?.on('data', look);
        running.stderr?.on('data', look);
        void exit.then((code) => reject(new Error(`ended with ${code}: ${written.out}${written.err}`)));
        look();
      }),
    async ended() {
      const began = Date.now();
      return { code: await exit, took: Date.now() - began };
    },
  };
}
