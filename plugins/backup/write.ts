import { constants, createWriteStream } from 'node:fs';
import { access, open, rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Transaction } from 'sequelize';
import { catalog } from './catalog.js';
import type { Engine, Table } from './engine.js';
import { FORMAT, type Manifest, summing, type Totals, VERSION } from './format.js';

// Above it the file hardly shrinks, and compressing takes longer than reading.
const LEVEL = 4;

export interface Facts {
  made: string;
  schema: string[];
  seal: string;
}

/**
 * Writes every table as it is at one moment to a new file, readable by its owner only; under another name until it is
 * whole. Rejects where the file exists. Answers what is in it.
 */
export async function write(
  engine: Engine,
  file: string,
  facts: Facts,
  progress: (table: string, rows: number) => void,
): Promise<Totals> {
  const there = await access(file, constants.F_OK).then(
    () => true,
    () => false,
  );
  if (there) throw new Error(`${file} exists already: a backup never overwrites anything`);
  const part = `${file}.part`;
  const tables = await catalog(engine);
  const totals: Totals = { tables: {}, rows: 0 };
  const transaction = await engine.snapshot(tables);
  try {
    const text = content(
      engine,
      transaction,
      { format: FORMAT, version: VERSION, ...facts, tables },
      totals,
      progress,
    );
    const out = createWriteStream(part, { flags: 'wx', mode: 0o600 });
    await pipeline(Readable.from(text), createGzip({ level: LEVEL, chunkSize: 256 * 1024 }), out);
    await flushed(part);
    await rename(part, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new Error(`${part} exists already: another backup runs, or one was broken off; remove it then`);
    await rm(part, { force: true });
    throw error;
  } finally {
    // Nothing was written: either end will do, and this one cannot fail for good reasons.
    await transaction.rollback();
  }
  return totals;
}

async function* content(
  engine: Engine,
  transaction: Transaction,
  manifest: Manifest,
  totals: Totals,
  progress: (table: string, rows: number) => void,
): AsyncIterable<string> {
  const all = summing();
  const line = (value: object): string => {
    const text = `${JSON.stringify(value)}\n`;
    all.add(text, 0);
    return text;
  };
  yield line(manifest);
  for (const table of manifest.tables) {
    yield line({ table: table.name });
    const rows = summing();
    let count = 0;
    for await (const lines of engine.lines(transaction, table)) {
      const text = `${lines.join('\n')}\n`;
      rows.add(text, lines.length);
      all.add(text, lines.length);
      count += lines.length;
      progress(table.name, count);
      yield text;
    }
    totals.tables[table.name] = rows.sum();
    yield line(totals.tables[table.name]!);
  }
  const { rows, sha256 } = all.sum();
  totals.rows = rows;
  yield `${JSON.stringify({ end: FORMAT, rows, sha256 })}\n`;
}

async function flushed(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  await handle.datasync().finally(() => handle.close());
}

/** The sums of every table as it is now: what a backup made at this moment would say of them. */
export async function sums(engine: Engine, tables: readonly Table[]): Promise<Totals> {
  const totals: Totals = { tables: {}, rows: 0 };
  const transaction = await engine.snapshot(tables);
  try {
    for (const table of tables) {
      const rows = summing();
      for await (const lines of engine.lines(transaction, table))
        rows.add(`${lines.join('\n')}\n`, lines.length);
      const sum = rows.sum();
      totals.tables[table.name] = sum;
      totals.rows += sum.rows;
    }
  } finally {
    await transaction.rollback();
  }
  return totals;
}
