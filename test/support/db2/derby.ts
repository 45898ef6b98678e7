import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { noJava } from './standin.js';

const SOURCE = fileURLToPath(new URL('../../../../test/support/db2/DerbyServer.java', import.meta.url));
const JARS = ['derby', 'derbynet', 'derbytools', 'derbyclient'].map((name) => `/usr/share/java/${name}.jar`);

/** Why Derby cannot run here, or null. */
export function derbyAbsent(): string | null {
  if (!JARS.slice(0, 2).every(existsSync)) return 'skipped: no Derby jars (Debian: derby-tools)';
  return noJava();
}

export interface Derby {
  port: number;
  /** Ends it at once, as a power failure would. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Ends it and removes its folder. */
  remove(): Promise<void>;
}

/** Derby's network server with a database TRAFFIC in a folder of its own, and these users. */
export async function derby(users: Record<string, string>): Promise<Derby> {
  const folder = mkdtempSync(join(tmpdir(), 'traffic-derby-'));
  const port = await freePort();
  let child: ChildProcess | undefined;
  async function start(): Promise<void> {
    const quick = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx256m'];
    const args = [
      ...quick,
      '-cp',
      JARS.join(':'),
      SOURCE,
      String(port),
      folder,
      ...Object.entries(users).flat(),
    ];
    const started = spawn('java', args, { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] });
    child = started;
    await new Promise<void>((ready, failed) => {
      started.once('exit', (code) => failed(new Error(`Derby ended with ${code}`)));
      started.stdout.on('data', (text) => String(text).includes('ready') && ready());
    });
  }
  async function kill(): Promise<void> {
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child?.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }
  const remove = async () => {
    await kill();
    rmSync(folder, { recursive: true, force: true });
  };
  await start();
  return { port, kill, start, remove };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
