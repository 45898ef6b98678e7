import { setTimeout as pause } from 'node:timers/promises';
import type { Server } from '@hapi/hapi';

/** The database cannot be had or used; the message is one sentence for the operator. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

// A database started together with the app takes some seconds.
const TRIES = 10;
const PAUSE = 1_000;

const AWAY =
  /ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|starting up|SQL30081N|SQL1224N|ENOENT.*PGSQL/;

/** Runs the pending migrations, waits a little for a database that is still starting; answers what ran. */
export async function migrated(server: Server, tries = TRIES): Promise<string[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const ran = await server.plugins.database.migrate();
      if (ran.length) server.log(['database', 'info'], `migrated: ${ran.join(', ')}`);
      return ran;
    } catch (error) {
      const away = AWAY.test(String(error));
      if (!away || attempt >= tries) throw explained(error, server.plugins.database.dialect);
    }
    await pause(PAUSE);
  }
}

const UNUSABLE =
  /newer schema|SQLITE_(CANTOPEN|NOTADB|READONLY|CORRUPT|FULL)|permission denied|read-only transaction|SQL055[012]N/;

// Only the faults that an operator can mend become a sentence; a fault of a migration keeps its stack.
function explained(error: unknown, dialect: string): unknown {
  const { name, message, syscall } = error as NodeJS.ErrnoException;
  if (!syscall && !/^Sequelize.*(Connection|Access|Host)/.test(name) && !UNUSABLE.test(message)) return error;
  const [line] = message.split('\n');
  return new Unavailable(`The database (${dialect}) cannot be used: ${line}`, { cause: error });
}
