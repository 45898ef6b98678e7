import { accessSync, chmodSync, constants, existsSync, lstatSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from '../config.js';
import { accessFault } from './access.js';
import { Unavailable } from './migrated.js';

const { R_OK, W_OK, X_OK } = constants;

/**
 * Makes the folder of SQLite's file where it is not there, for this user alone, and the app's own folder and files
 * private that an older version left open; what somebody else has made stays as it is. Throws Unavailable with a
 * sentence where the app may not write there. Does nothing for databases that are no file.
 */
export function prepareDatabaseFile({ database, embedded }: Pick<Config, 'database' | 'embedded'>): void {
  if (database?.dialect !== 'sqlite') return;
  const { file } = database;
  const folder = dirname(file);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (embedded) closeOff(folder, file);
    accessSync(folder, R_OK | W_OK | X_OK);
    if (existsSync(file)) accessSync(file, R_OK | W_OK);
  } catch (error) {
    const said = accessFault(error);
    if (!said) throw error;
    throw new Unavailable(`The database's file cannot be used: ${said}`, { cause: error });
  }
}

function closeOff(folder: string, file: string): void {
  limit(folder, 0o700);
  for (const one of [file, `${file}-wal`, `${file}-shm`, join(folder, 'secret-key')])
    if (existsSync(one)) limit(one, 0o600);
}

// Only the owner can, and a folder that another user has made for the app is theirs to close.
function limit(path: string, mode: number): void {
  const stats = lstatSync(path);
  const open = (stats.mode & 0o777 & ~mode) !== 0;
  if (open && stats.uid === process.getuid?.() && !stats.isSymbolicLink()) chmodSync(path, stats.mode & mode);
}
