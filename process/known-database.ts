import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Config } from '../config.js';
import { Unavailable } from './migrated.js';

type Known = Pick<Config, 'database' | 'keptKeyFile'>;

/** A start that was broken off between making its key and its database was not so long ago. */
const BROKEN_OFF_MS = 120_000;

// Which database belongs to the kept key; written once that has been migrated.
const noteOf = (keyFile: string): string => join(dirname(keyFile), 'database-path');

/**
 * Throws Unavailable where SQLite's file is empty or gone while the kept key says that there was an installation: a new
 * one in its place would hide the loss. Another file that was chosen since, and a key made anew, begin a new one.
 */
export function requireKnownDatabase({ database, keptKeyFile }: Known): void {
  if (database?.dialect !== 'sqlite' || !keptKeyFile || !existsSync(keptKeyFile)) return;
  const file = resolve(database.file);
  const there = existsSync(file);
  if (there && statSync(file).size > 0) return;
  const note = noteOf(keptKeyFile);
  const key = statSync(keptKeyFile).mtimeMs;
  if (existsSync(note)) {
    if (readFileSync(note, 'utf8').trim() !== file || statSync(note).mtimeMs < key) return;
  } else if (Date.now() - key < BROKEN_OFF_MS) return;
  throw new Unavailable(
    `The database ${file} is ${there ? 'empty' : 'gone'}, though ${keptKeyFile} says that there was one: put it back, or fill a new one with: github-traffic restore <backup>; to begin anew on purpose, remove ${keptKeyFile} too`,
  );
}

/** Notes that the database belongs to the kept key. Only after it has been migrated. */
export function noteDatabase({ database, keptKeyFile }: Known): void {
  if (database?.dialect !== 'sqlite' || !keptKeyFile || !existsSync(keptKeyFile)) return;
  const [note, file] = [noteOf(keptKeyFile), resolve(database.file)];
  const known = existsSync(note) && readFileSync(note, 'utf8').trim() === file;
  if (known && statSync(note).mtimeMs >= statSync(keptKeyFile).mtimeMs) return;
  writeFileSync(note, `${file}\n`, { mode: 0o600 });
}
