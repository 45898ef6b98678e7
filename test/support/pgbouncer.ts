import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster } from './postgres.js';

const PROGRAM = ['/usr/sbin/pgbouncer', '/usr/local/bin/pgbouncer', '/opt/homebrew/bin/pgbouncer'].find(
  existsSync,
);

/** Why no PgBouncer can be started here, or null. */
export const noPgbouncer = (): string | null =>
  PROGRAM ? null : 'PgBouncer is not installed (apt-get install pgbouncer)';

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });

/** A PgBouncer on loopback before the cluster; `extra` are lines of its settings. Answers its port and how to end it. */
export async function pgbouncer(
  cluster: Cluster,
  mode: 'session' | 'transaction' | 'statement',
  extra = '',
): Promise<{ port: number; stop(): Promise<void> }> {
  const port = await freePort();
  const file = join(cluster.folder, `pgbouncer-${port}.ini`);
  writeFileSync(
    file,
    `[databases]
* = user=traffic host=127.0.0.1 port=${cluster.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = ${mode}
default_pool_size = 20
${extra}
`,
  );
  cluster.give(file);
  // PgBouncer refuses to run as root.
  const root = process.getuid?.() === 0;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres']));
  const child: ChildProcess = spawn(PROGRAM!, ['-q', file], {
    stdio: 'ignore',
    cwd: cluster.folder,
    ...(root && { uid: id('-u'), gid: id('-g') }),
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  for (let attempt = 0; attempt < 100 && !(await answers(port)); attempt += 1) await pause(50);
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  return { port, stop };
}
