import type { CatalogRow, Engine, Kind, Table } from './engine.js';
import { TABLES } from './tables.js';

/** The app's tables, what others refer to first; the list of migrations, which no restore may touch, is not one of them. */
export async function catalog(engine: Engine): Promise<Table[]> {
  const tables = new Map<string, CatalogRow[]>();
  for (const row of await engine.columns())
    if (TABLES.has(row.table)) tables.set(row.table, [...(tables.get(row.table) ?? []), row]);
  const references = (await engine.references()).filter(
    ({ child, parent }) => tables.has(child) && tables.has(parent),
  );
  const parents = new Map<string, string[]>();
  for (const { child, parent } of references)
    if (child !== parent) parents.set(child, [...(parents.get(child) ?? []), parent]);
  const ordered = new Set<string>();
  const visit = (name: string): void => {
    if (ordered.has(name)) return;
    for (const parent of (parents.get(name) ?? []).sort()) visit(parent);
    ordered.add(name);
  };
  for (const name of [...tables.keys()].sort()) visit(name);
  return [...ordered].map((name) => tableOf(name, tables.get(name)!));
}

function tableOf(name: string, rows: readonly CatalogRow[]): Table {
  const key = rows.filter((row) => Number(row.key) > 0).sort((a, b) => Number(a.key) - Number(b.key));
  if (key.length === 0) throw new Error(`the table ${name} has no primary key: it cannot be backed up`);
  return {
    name,
    columns: rows.map(({ column, type }) => ({ name: column, kind: kindOf(type, `${name}.${column}`) })),
    key: key.map(({ column }) => column),
  };
}

// In this order: TINYINT(1) is SQLite's spelling of a flag, and a TIMESTAMP is no TIME.
const KINDS: [RegExp, Kind][] = [
  [/^(boolean|tinyint\(1\))/i, 'flag'],
  [/^(bigint|integer|int|smallint)/i, 'integer'],
  [/^(timestamp|datetime)/i, 'instant'],
  [/^date$/i, 'day'],
  [/^(character|varchar|text|clob|char)/i, 'text'],
];

function kindOf(type: string, place: string): Kind {
  const found = KINDS.find(([pattern]) => pattern.test(type));
  if (!found) throw new Error(`the column ${place} is of a type that a backup cannot hold: ${type}`);
  return found[1];
}
