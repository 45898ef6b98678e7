import { execFile, execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A PostgreSQL of our own on loopback, with everything in one folder; a power failure would ruin it. */
export interface Cluster {
  port: number;
  folder: string;
  /** Lets PostgreSQL's user own the files. */
  give(...files: string[]): void;
  /** Of `traffic`, who may make databases and nothing else, without a password: row-level security binds him. */
  url(database: string): string;
  /** Of the superuser `postgres`, whom nothing binds. */
  superuserUrl(database: string): string;
  start(): Promise<void>;
  /** Ends it at once: nobody is asked, and it recovers when it starts. */
  kill(): Promise<void>;
  /** Stops it and removes its folder. */
  remove(): Promise<void>;
  /** The same at once, for the end of a process. */
  removeNow(): void;
  /** A program of PostgreSQL's own, as the cluster's user; answers what it printed. */
  program(name: string, args: string[]): Promise<string>;
}

/** The folder of PostgreSQL's programs, the newest where there are several; null where there is none. */
export function postgresPrograms(): string | null {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    '/usr/local/bin',
    '/opt/homebrew/bin',
  ];
  return folders.find((folder) => existsSync(join(folder, 'initdb'))) ?? null;
}

/** Why no cluster can be made here, or null. */
export function noPostgres(): string | null {
  if (!postgresPrograms()) return "PostgreSQL's programs are not installed (apt-get install postgresql)";
  // PostgreSQL refuses to run as root.
  if (process.getuid?.() === 0 && !owner()) return 'there is no user postgres to run PostgreSQL as';
  return null;
}

function owner(): { uid: number; gid: number } | null {
  try {
    const [uid, gid] = ['-u', '-g'].map((flag) =>
      Number(execFileSync('id', [flag, 'postgres'], { stdio: 'pipe' })),
    );
    return { uid: uid!, gid: gid! };
  } catch {
    return null;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Makes and starts one. Throws where `noPostgres` says why. */
export async function cluster(settings: Record<string, string> = {}): Promise<Cluster> {
  const reason = noPostgres();
  if (reason) throw new Error(reason);
  const folder = mkdtempSync(join(tmpdir(), 'traffic-postgres-'));
  const user = process.getuid?.() === 0 ? owner() : null;
  if (user) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const port = await freePort();
  const program = async (name: string, args: string[]): Promise<string> => {
    const { stdout } = await run(join(postgresPrograms()!, name), args, {
      cwd: folder,
      maxBuffer: 2 ** 30,
      ...user,
    });
    return stdout;
  };
  await program('initdb', [
    '-D',
    data,
    '-U',
    'postgres',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
    '-N',
  ]);
  // What was committed survives `kill`, since the system still has it; it would not survive a power failure.
  const quick = { fsync: 'off', full_page_writes: 'off', max_connections: '300' };
  const options = Object.entries({ ...quick, ...settings }).map(([name, value]) => `-c ${name}=${value}`);
  const listen = `-p ${port} -c listen_addresses=127.0.0.1 -k ${folder}`;
  const control = (...args: string[]) => program('pg_ctl', ['-D', data, '-w', '-s', ...args]);
  const start = async () => {
    await control('-o', `${listen} ${options.join(' ')}`, '-l', join(folder, 'log'), 'start');
  };
  const kill = async () => {
    await control('-m', 'immediate', 'stop');
  };
  const remove = async () => {
    await kill().catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  };
  const removeNow = () => {
    try {
      const stop = ['-D', data, '-w', '-s', '-m', 'immediate', 'stop'];
      execFileSync(join(postgresPrograms()!, 'pg_ctl'), stop, { cwd: folder, stdio: 'ignore', ...user });
    } catch {}
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await start();
    const role = 'CREATE ROLE traffic LOGIN CREATEDB';
    await program('psql', ['-q', '-h', folder, '-p', String(port), '-U', 'postgres', '-c', role, 'postgres']);
  } catch (error) {
    await remove();
    throw error;
  }
  const as = (user: string) => (database: string) => `postgres://${user}@127.0.0.1:${port}/${database}`;
  const give = (...files: string[]) => {
    for (const file of files) if (user) chownSync(file, user.uid, user.gid);
  };
  const urls = { url: as('traffic'), superuserUrl: as('postgres') };
  return { port, folder, give, ...urls, start, kill, remove, removeNow, program };
}

let shared: Promise<Cluster> | undefined;

/** One for all tests of a process that compare databases: that of TEST_DATABASE_URL, else one made now. */
export async function sharedPostgres(): Promise<string> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given) return given;
  shared ??= cluster().then((made) => {
    process.once('exit', () => made.removeNow());
    return made;
  });
  return (await shared).url('postgres');
}
