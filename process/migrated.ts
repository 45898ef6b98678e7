import { setTimeout as pause } from 'node:timers/promises';
import type { Server } from '@hapi/hapi';

/** The database cannot be had or used; the message is one sentence for the operator. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

// A database started together with the app takes some seconds, and its host's name may become known with it.
const SOON = 10;
const PAUSE = 1_000;
const LONG_PAUSE = 5_000;
const MIGRATION_TOLD_MS = 5_000;

/**
 * Runs the pending migrations and answers what ran. A database that is away is waited for, `tries` times: a process
 * that ended instead would be started again and again. Throws Unavailable where waiting does not help. A migration that
 * takes long is told in the log every `toldEveryMs` milliseconds.
 */
export async function migrated(
  server: Server,
  tries = Number.POSITIVE_INFINITY,
  toldEveryMs = MIGRATION_TOLD_MS,
): Promise<string[]> {
  const { database } = server.plugins;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const ran = await told(server, toldEveryMs);
      if (ran.length) server.log(['database', 'info'], `migrated: ${ran.join(', ')}`);
      return ran;
    } catch (error) {
      const most = String(error).includes('ENOTFOUND') ? Math.min(SOON, tries) : tries;
      const waits = database.fault(error)?.passing || most < tries;
      if (!waits || attempt >= most) throw explained(error, server);
      if (attempt === 3)
        server.log(['database', 'error'], `${(explained(error, server) as Error).message}; waiting for it`);
    }
    await pause(attempt < SOON ? PAUSE : LONG_PAUSE);
  }
}

// A large database may take minutes: whoever waits for the app learns what it does.
async function told(server: Server, everyMs: number): Promise<string[]> {
  let running = '';
  const tell = () =>
    running &&
    server.log(['database', 'warning'], `the migration ${running} is running; the app waits for it`);
  const timer = setInterval(tell, everyMs);
  try {
    return await server.plugins.database.migrate((name) => {
      running = name;
    });
  } finally {
    clearInterval(timer);
  }
}

// Only what an operator can mend becomes a sentence; a fault of the code keeps its stack.
function explained(error: unknown, server: Server): unknown {
  const { dialect, fault } = server.plugins.database;
  const { message, syscall } = error as NodeJS.ErrnoException;
  const found = fault(error);
  if (!found && !syscall && !/^(the database is|the migration) /.test(message)) return error;
  const [line] = message.split('\n');
  const advice = found && !found.passing ? `; ${found.advice}` : '';
  return new Unavailable(`The database (${dialect}) cannot be used: ${line}${advice}`, { cause: error });
}
