import { boomify, conflict } from '@hapi/boom';
import type { Lifecycle } from '@hapi/hapi';
import type { Database, Fault } from './api.js';
import { truncateUtf8 } from './text.js';

interface Known extends Omit<Fault, 'quote'> {
  /** What the drivers say: SQLite's, PostgreSQL's, Db2's. */
  words: RegExp;
  /** The database's sentence may name a host or a user. */
  naming?: true;
}

// In this order: "cannot execute … in a read-only transaction" and others come as errors of a connection, too.
const FAULTS: Known[] = [
  {
    words:
      /SQLITE_FULL|No space left on device|could not (extend file|write init file)|SQL0289N|SQL0968C|SQL0964C/,
    reason: 'The database is full',
    advice: 'make room for it',
    passing: false,
  },
  {
    words: /SQLITE_READONLY|read-only transaction|SQL1773N/,
    reason: 'The database takes no changes now, it can only be read',
    advice: 'give the address of the one that takes changes, or let this one take them',
    passing: false,
  },
  {
    words: /permission denied|must be owner of|SQL055[012]N/,
    naming: true,
    reason: 'The database does not allow the app what it needs',
    advice: 'give its user the right to create, read and change tables there',
    passing: false,
  },
  {
    words: /SQLITE_(CANTOPEN|NOTADB|CORRUPT|IOERR)/,
    reason: "The database's file cannot be used",
    advice:
      'give the path of a readable file in an existing folder with room on its disk, or put a backup in its place',
    passing: false,
  },
  {
    words: /SQLITE_(BUSY|LOCKED)/,
    reason: 'The database is busy',
    advice: 'end the other program that writes to it',
    passing: true,
  },
  {
    words: /canceling statement due to|SQL0952N|SQL0905N/,
    reason: 'The database ended a statement that took too long',
    advice: 'look at what else keeps it busy',
    passing: true,
  },
  {
    words:
      /ECONN(REFUSED|RESET|ABORTED)|EAI_AGAIN|ETIMEDOUT|E(HOST|NET)UNREACH|EPIPE|\.s\.PGSQL\.|starting up|shutting down|recovery mode|too many (clients|connections)|connection slots|Connection terminated|terminating connection|connection lost|timeout|SQL30081N|SQL1224N|SQL1040N/,
    naming: true,
    reason: 'The database does not answer',
    advice: 'start it, or correct its address',
    passing: true,
  },
  {
    words: /^Sequelize\w*(Connection|Access|Host)/,
    naming: true,
    reason: 'The database does not let the app in',
    advice: 'correct its address, user, password or certificate',
    passing: false,
  },
];

const QUOTE_BYTES = 200;

// GitHub's connections break as well: only what Sequelize or a driver says is about the database.
const OURS = /^Sequelize|^\w*Error: SQLITE_|SQL\d{4,5}[NC]|connection lost/;

/** Makes `fault` of database/api.ts. */
export function faultOf(error: unknown): Fault | null {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const text = `${name}: ${message}`;
  if (!OURS.test(text)) return null;
  const found = FAULTS.find(({ words }) => words.test(text));
  if (!found) return null;
  const { reason, advice, passing, naming } = found;
  const [line = ''] = message.split('\n');
  return { reason, advice, passing, ...(!naming && { quote: truncateUtf8(line, QUOTE_BYTES) }) };
}

// Another version of the app has changed the schema meanwhile, or taken it back: statements fail in any way then.
async function outgrown(error: Error, check: Database['check']): Promise<string | null> {
  if (!OURS.test(`${error.name}: ${error.message}`)) return null;
  const why = await check().then(() => '', String);
  const other = /newer schema|migrations are pending/.test(why);
  return other ? 'The database is at the schema of another version of the app' : null;
}

/**
 * onPreResponse: a new row whose owner (a tenant, a repository) was deleted while it was made is no fault of the app:
 * GitHub may be asked for seconds in between. 409, since nothing else looks like this.
 */
export const bereft: Lifecycle.Method = ({ response }, h) => {
  if ('isBoom' in response && response.name === 'SequelizeForeignKeyConstraintError')
    throw conflict('What this belongs to was deleted at the same moment.');
  return h.continue;
};

/**
 * onPreResponse: what failed because of the database's state is no fault of the app, so it is 503 with a reason that
 * names no host and no user; the whole error goes to the log.
 */
export const outages =
  (check: Database['check']): Lifecycle.Method =>
  async (request, h) => {
    const { response } = request;
    if (!('isBoom' in response) || response.output.statusCode < 500) return h.continue;
    const reason = faultOf(response)?.reason ?? (await outgrown(response, check));
    if (!reason) return h.continue;
    boomify(response, { statusCode: 503 });
    response.data = { told: `${reason}.` };
    response.output.payload.message = `${reason}.`;
    response.output.headers['retry-after'] = '60';
    return h.continue;
  };
