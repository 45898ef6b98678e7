import { pathToFileURL } from 'node:url';
import { type Config, ConfigError, readConfig } from './config.js';
import { type Front, openFront } from './process/front.js';
import { keepHeapSmall } from './process/heap.js';

const PATIENCE = 10_000;

/** The process: environment, port, database, app; one line and exit code 1 where one of them cannot be had. */
export async function start(): Promise<void> {
  keepHeapSmall();
  try {
    await serve(readConfig());
  } catch (error) {
    process.stderr.write(`${sentence(error)}\n`);
    process.exit(1);
  }
}

async function serve(given: Config): Promise<void> {
  const front = await openFront(given.port, given.host, new URL(given.publicUrl).pathname.replace(/\/$/, ''));
  const config = onPort(given, front.port);
  // Imported here, since loading the app takes longer than all before it.
  const [{ compose }, { prepareDatabaseFile }, known, { announce }, { endWell }, { migrated }] =
    await Promise.all([
      import('./server.js'),
      import('./process/database-file.js'),
      import('./process/known-database.js'),
      import('./process/announce.js'),
      import('./process/ending.js'),
      import('./process/migrated.js'),
    ]);
  const notices: string[] = [];
  const surroundings = {
    now: () => new Date(),
    random: Math.random,
    print: (text: string) => void notices.push(text.trim()),
  };
  prepareDatabaseFile(config);
  known.requireKnownDatabase(config);
  const server = await compose(config, surroundings, [], front.listener);
  endWell(server);
  if (!config.missing.length) {
    await withPatience(front, migrated(server));
    known.noteDatabase(config);
  }
  // hapi counts connections, and learns its port, when it hears that its listener listens.
  front.listener.emit('listening');
  await server.start();
  front.open();
  announce(server, config, notices);
}

// Who asks meanwhile waits too, but not for ever.
async function withPatience(front: Front, work: Promise<unknown>): Promise<void> {
  const late = setTimeout(() => front.refuse('The app waits for its database.'), PATIENCE);
  try {
    await work;
  } finally {
    clearTimeout(late);
  }
}

// Port 0 lets the system choose.
function onPort(config: Config, port: number): Config {
  return { ...config, port, publicUrl: config.publicUrl.replace(/:0(?=\/|$)/, `:${port}`) };
}

function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, address, hostname, port } = error as NodeJS.ErrnoException & {
    address?: string;
    hostname?: string;
    port?: number;
  };
  if (error instanceof ConfigError || error.name === 'Unavailable') return error.message;
  if (code === 'EADDRINUSE')
    return `PORT: ${port} at ${address} is in use by another program; stop it, or choose another port, e.g. PORT=5001 npm start`;
  if (code === 'EACCES' && port)
    return `PORT: ${port} may not be used by this user; choose one above 1023, e.g. PORT=5000`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `HOST: this machine has no address ${address ?? hostname}; give one of its own, e.g. HOST=127.0.0.1`;
  // Sequelize's stacks leave the message out.
  return error.stack?.includes(error.message) ? error.stack : `${error.message}\n${error.stack}`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await start();
