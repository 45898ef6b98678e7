import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

// node dist/test/support/lock-holder.js <file> <milliseconds>: another program that writes to the SQLite file.
interface Connection {
  exec(sql: string, done: (error: Error | null) => void): void;
}
async function hold(file: string, milliseconds: number): Promise<void> {
  const { default: driver } = createRequire(import.meta.url)('@appthreat/sqlite3') as {
    default: { Database: new (file: string) => Connection };
  };
  const connection = new driver.Database(file);
  const run = (sql: string) =>
    new Promise<void>((resolve, reject) => {
      connection.exec(sql, (error) => (error ? reject(error) : resolve()));
    });
  await run('PRAGMA journal_mode=WAL; BEGIN EXCLUSIVE');
  process.stdout.write('locked\n');
  await pause(milliseconds);
  await run('COMMIT');
  process.stdout.write('free\n');
}

// lab loads every file under test/; this is a program only where it was started as one.
if (process.argv[1] === fileURLToPath(import.meta.url))
  await hold(process.argv[2] ?? '', Number(process.argv[3]));
