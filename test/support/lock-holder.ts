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

// lab loads every file of test/ to look for tests in it: only the program itself holds a lock.
const [, program, file = '', milliseconds] = process.argv;
if (program === fileURLToPath(import.meta.url)) await hold(file, Number(milliseconds));
