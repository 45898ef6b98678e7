import type { Command } from '../commands/api.js';
import type { Database } from '../database/api.js';
import type { Security } from '../security/api.js';
import type { Engine } from './engine.js';
import { engineOf } from './engines.js';
import { migrations, restore } from './restore.js';
import { write } from './write.js';

const LABEL = 'backup';
const ROW = 'manifest';

type IO = Parameters<Command['run']>[2];

const counted = (io: IO) => {
  let said = 0;
  return (table: string, rows: number): void => {
    const now = performance.now();
    if (now - said < 200) return;
    said = now;
    io.progress(`${table}: ${rows.toLocaleString('en')} rows`);
  };
};

const sized = (rows: number, began: number): string =>
  `${rows.toLocaleString('en')} rows in ${((performance.now() - began) / 1000).toFixed(1)} s`;

async function wrapped(io: IO, work: () => Promise<void>): Promise<number> {
  try {
    await work();
    return 0;
  } catch (error) {
    // What the system says of a file is told where all commands are run.
    if ((error as NodeJS.ErrnoException).syscall) throw error;
    io.say((error as Error).message, { error: (error as Error).message });
    return 1;
  }
}

const nameless = (io: IO, name: string): number => {
  io.say(`name the file: ${name} <file>`, { error: 'no file' });
  return 2;
};

/** `backup <file>`: all that the database holds, as it is at one moment. */
export function backupCommand(database: Database, security: Security): Command {
  return {
    name: 'backup',
    summary: 'Write all that the database holds to a file',
    help: `backup <file>: every table as it is at one moment, gzip'ed lines of JSON with checksums. The app may go on collecting
meanwhile (on Db2 it waits). The file holds people's addresses, and GitHub tokens sealed with SECRET_KEY: keep both, apart.`,
    options: {},
    words: 1,
    // The database is read as it is: an older one is not migrated first.
    alone: true,
    async run(_values, [file], io) {
      if (!file) return nameless(io, 'backup');
      return wrapped(io, async () => {
        await database.check();
        const began = performance.now();
        const engine: Engine = engineOf(database);
        const facts = {
          made: new Date().toISOString(),
          schema: await migrations(database),
          seal: security.seal(LABEL, ROW, 'readable'),
        };
        const { rows, tables } = await write(engine, file, facts, counted(io));
        io.say(`${sized(rows, began)} written to ${file}`, { file, rows, tables });
      });
    },
  };
}

/** `restore <file>`: a backup into a new database of any kind. */
export function restoreCommand(database: Database, security: Security): Command {
  return {
    name: 'restore',
    summary: 'Fill a new database from a backup, of this or another kind of database',
    help: `restore <file>: into an empty database (SQLite, PostgreSQL or Db2, whichever the backup came from). The file is checked
before anything is touched; afterwards everything is read back and compared. Use the SECRET_KEY of the backup's app.`,
    options: {},
    words: 1,
    alone: true,
    fills: true,
    async run(_values, [file], io) {
      if (!file) return nameless(io, 'restore');
      return wrapped(io, async () => {
        const began = performance.now();
        const { manifest, totals } = await restore(database, engineOf(database), file, counted(io));
        const readable = opens(security, manifest.seal);
        io.say(`${sized(totals.rows, began)} restored from the backup of ${manifest.made}, checksums equal`, {
          ...{
            file,
            made: manifest.made,
            rows: totals.rows,
            tables: totals.tables,
            tokensReadable: readable,
          },
        });
        if (!readable)
          io.say(
            'The GitHub tokens in it were sealed with another SECRET_KEY: give that one, as SECRET_KEY or SECRET_KEY_PREVIOUS, or enter the tokens again.',
            { warning: 'tokens sealed with another key' },
          );
      });
    },
  };
}

function opens(security: Security, seal: string): boolean {
  try {
    return security.open(LABEL, ROW, seal) !== '';
  } catch {
    return false;
  }
}
