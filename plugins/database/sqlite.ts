import { chmodSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';

type Done = (error: (Error & { code?: string }) | null) => void;

interface Connection {
  exec(sql: string, done: Done): void;
  close(done?: Done): void;
}

interface Driver {
  Database: new (file: string, mode: number, done: Done) => Connection;
}

// The data cannot be collected again, so every commit reaches the disk (FULL); secure_delete so that a replaced
// token does not stay behind in a freed page.
const PRAGMAS =
  'PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; ' +
  'PRAGMA secure_delete=ON; PRAGMA cache_size=-16384; PRAGMA temp_store=MEMORY;';

const PARKED = 2;

// Where several processes open a new file at once, one makes it WAL and the others are refused without being let wait
// (https://sqlite.org/wal.html, "sometimes queries return SQLITE_BUSY in WAL mode"); in milliseconds.
const [AGAIN, PATIENCE] = [20, 5_000];

function settle(connection: Connection, done: Done, waited = 0): void {
  connection.exec(PRAGMAS, (error) => {
    if (error?.code !== 'SQLITE_BUSY' || waited >= PATIENCE) done(error);
    else setTimeout(settle, AGAIN, connection, done, waited + AGAIN);
  });
}

/**
 * The SQLite driver as Sequelize's `dialectModule`, and a function that closes what it kept. Sequelize opens a
 * connection for each transaction and calls no hook for it, so the settings are made here; and because opening
 * costs more than a small transaction, a closed connection is parked and handed out again.
 */
export function sqliteDriver(): { module: object; closeParked: () => Promise<void> } {
  const require = createRequire(import.meta.url);
  const driver = (require('@appthreat/sqlite3') as { default: Driver }).default;
  const parked: { connection: Connection; end: (done: Done) => void }[] = [];
  let closed = false;

  function open(file: string, mode: number, done: Done): Connection {
    const idle = parked.pop();
    if (idle) {
      queueMicrotask(() => done(null));
      return idle.connection;
    }
    const made = !existsSync(file);
    const connection = new driver.Database(file, mode, (error) => {
      // What holds people's addresses and tokens is its owner's alone; the files beside it take its mode over.
      if (made && !error) chmodSync(file, 0o600);
      if (error) done(error);
      else settle(connection, done);
    });
    const end = connection.close.bind(connection);
    connection.close = (ended) => {
      // Sequelize closes a transaction's connection without a callback; with one it means the end.
      if (ended) return end(ended);
      // A transaction whose commit failed may still be open; where none is, this answers an error that means nothing.
      // It runs before whatever comes next, so the connection is free at once: with a second one taking turns, each
      // would find its page cache outdated by the other.
      const park = !closed && parked.length < PARKED;
      if (park) parked.push({ connection, end });
      connection.exec('ROLLBACK', () => !park && end());
    };
    return connection;
  }

  async function closeParked(): Promise<void> {
    closed = true;
    await Promise.all(
      parked.splice(0).map(({ end }) => new Promise<void>((resolve) => end(() => resolve()))),
    );
  }

  return { module: { ...driver, Database: open }, closeParked };
}
