import { createHash } from 'node:crypto';
import type { Table } from './engine.js';

// The file: gzip'ed lines of UTF-8. First the manifest; then for each table a line that names it, its rows as JSON
// arrays in the order of its key, and a line with their number and checksum; last a line with those of everything.

export const FORMAT = 'github-traffic-backup';
export const VERSION = 1;

export interface Manifest {
  format: typeof FORMAT;
  version: typeof VERSION;
  /** UTC instant, ISO 8601. */
  made: string;
  /** The migrations that had run. */
  schema: string[];
  /** Sealed by the SECRET_KEY of then: whoever can open it can open the tokens too. */
  seal: string;
  tables: Table[];
}

/** A table's rows, counted and summed up over their lines. */
export interface Sum {
  rows: number;
  sha256: string;
}

export interface Totals {
  tables: Record<string, Sum>;
  rows: number;
}

/** Counts lines and makes their SHA-256, each line with its newline. */
export function summing(): { add(text: string, lines: number): void; sum(): Sum } {
  const hash = createHash('sha256');
  let rows = 0;
  return {
    add(text, lines) {
      hash.update(text);
      rows += lines;
    },
    sum: () => ({ rows, sha256: hash.digest('hex') }),
  };
}
