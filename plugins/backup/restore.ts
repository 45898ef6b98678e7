import type { Transaction } from 'sequelize';
import type { Database } from '../database/api.js';
import { catalog } from './catalog.js';
import { type Engine, select, type Table } from './engine.js';
import type { Manifest, Totals } from './format.js';
import { pieces, verified } from './read.js';
import { sums } from './write.js';

// Migrations put rows into these: in a new database they are not empty.
const SEEDED = ['revisions', 'clock', 'leases'];

/**
 * Fills the empty database from the file, which is read through and checked first: until then, and where there are rows
 * already, the database is not even migrated. Where the database can, in one transaction: wholly or not at all. Then
 * reads everything back and compares the checksums.
 */
export async function restore(
  database: Database,
  engine: Engine,
  file: string,
  progress: (table: string, rows: number) => void,
): Promise<{ manifest: Manifest; totals: Totals }> {
  const { manifest, totals } = await verified(file);
  await empty(database, await catalog(engine));
  await database.migrate();
  const tables = await catalog(engine);
  fits(manifest, tables, await migrations(database));
  const ours = new Map(tables.map((table) => [table.name, table]));
  if (engine.atOnce) await database.write((transaction) => fill(transaction));
  else await inParts();
  const stored = await sums(engine, tables);
  const wrong = manifest.tables.find(
    ({ name }) => stored.tables[name]?.sha256 !== totals.tables[name]?.sha256,
  );
  if (wrong)
    throw new Error(
      `the table ${wrong.name} reads back otherwise than it stands in the file: do not use the database`,
    );
  return { manifest, totals };

  async function inParts(): Promise<void> {
    await database.write((transaction) => clear(transaction));
    let counts: Record<string, number> = {};
    for await (const piece of pieces(file)) {
      if (piece.kind !== 'rows') continue;
      const table = as(piece.table);
      await database.write((transaction) => engine.insert(transaction, table, piece.lines));
      counts = { ...counts, [table.name]: (counts[table.name] ?? 0) + piece.lines.length };
      progress(table.name, counts[table.name]!);
    }
    await database.write((transaction) => engine.countOn(transaction, tables));
  }

  async function fill(transaction: Transaction): Promise<void> {
    await clear(transaction);
    await engine.open(transaction);
    let [table, rows] = ['', 0];
    for await (const piece of pieces(file)) {
      if (piece.kind !== 'rows') continue;
      if (piece.table !== table) [table, rows] = [piece.table, 0];
      await engine.insert(transaction, as(table), piece.lines);
      rows += piece.lines.length;
      progress(table, rows);
    }
    await engine.countOn(transaction, tables);
  }

  async function clear(transaction: Transaction): Promise<void> {
    for (const name of SEEDED) await database.sequelize.query(`DELETE FROM "${name}"`, { transaction });
  }

  // The columns in the order of the file, which is that of its lines.
  function as(name: string): Table {
    return { ...ours.get(name)!, columns: manifest.tables.find((table) => table.name === name)!.columns };
  }
}

/** The migrations that have run. */
export async function migrations(database: Database): Promise<string[]> {
  const rows = await select<{ name: string }>(
    database,
    'SELECT "name" FROM "schema_migrations" ORDER BY "name"',
  );
  return rows.map(({ name }) => name);
}

function fits(manifest: Manifest, tables: readonly Table[], schema: readonly string[]): void {
  const strange = manifest.schema.find((name) => !schema.includes(name));
  if (strange)
    throw new Error(
      `the backup is of a newer schema than this version of the app (${strange}): update the app; nothing was changed`,
    );
  const newer = schema.find((name) => !manifest.schema.includes(name));
  if (newer)
    throw new Error(
      `the backup is of an older schema (it lacks ${newer}): restore it with the version of the app that made it, then update; nothing was changed`,
    );
  for (const { name, columns } of manifest.tables) {
    const own = tables.find((table) => table.name === name);
    const same = own && sorted(own.columns.map((column) => `${column.name} ${column.kind}`));
    if (!own || same !== sorted(columns.map((column) => `${column.name} ${column.kind}`)))
      throw new Error(
        `the table ${name} of the backup is not like that of the database; nothing was changed`,
      );
  }
}

const sorted = (texts: string[]): string => texts.sort().join(', ');

async function empty(database: Database, tables: readonly Table[]): Promise<void> {
  for (const { name } of tables) {
    if (SEEDED.includes(name)) continue;
    const [found] = await select<{ n: number | string }>(database, `SELECT COUNT(*) AS "n" FROM "${name}"`);
    if (Number(found?.n) > 0)
      throw new Error(
        `the database is not empty (${found!.n} rows in ${name}): a backup is restored into a new one; nothing was changed`,
      );
  }
}
