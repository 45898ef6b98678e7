import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';

// node dist/test/support/lock-holder.js <file> <milliseconds>: another program that writes to the SQLite file.
interface Connection {
  exec(sql: string, done: (error: Error | null) => void): void;
}
const [, , file, milliseconds] = process.argv;
const { default: driver } = createRequire(import.meta.url)('@appthreat/sqlite3') as {
  default: { Database: new (file: string) => Connection };
};
const connection = new driver.Database(file ?? '');
const run = (sql: string) =>
  new Promise<void>((resolve, reject) => {
    connection.exec(sql, (error) => (error ? reject(error) : resolve()));
  });
await run('PRAGMA journal_mode=WAL; BEGIN EXCLUSIVE');
process.stdout.write('locked\n');
await pause(Number(milliseconds));
await run('COMMIT');
process.stdout.write('free\n');
