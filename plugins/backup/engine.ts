import { QueryTypes, type Transaction } from 'sequelize';
import type { Database } from '../database/api.js';

/** What a column holds, whatever the database calls it. */
export type Kind = 'integer' | 'text' | 'flag' | 'day' | 'instant';

export interface Column {
  name: string;
  kind: Kind;
}

export interface Table {
  name: string;
  columns: Column[];
  /** The primary key: rows are read in its order, byte by byte where it is text. */
  key: string[];
}

/** What differs between the databases. A row is a line: a JSON array of its cells in the order of the columns. */
export interface Engine {
  /** Every column of every table, by table and place. */
  columns(): Promise<CatalogRow[]>;
  /** Which table refers to which. */
  references(): Promise<{ child: string; parent: string }[]>;
  /** Begins a transaction that sees the tables as they are at one moment, whatever is written meanwhile. */
  snapshot(tables: readonly Table[]): Promise<Transaction>;
  /** The table's rows in the order of its key, some thousands at a time. */
  lines(transaction: Transaction, table: Table): AsyncIterable<string[]>;
  /** Opens the tables for `insert`, where they have to be; `countOn` closes them again. */
  open(transaction: Transaction): Promise<void>;
  insert(transaction: Transaction, table: Table, lines: readonly string[]): Promise<void>;
  /** Lets the database count on after the greatest id of the tables: it does not notice ids that were given to it. */
  countOn(transaction: Transaction, tables: readonly Table[]): Promise<void>;
  /** Whether a transaction may be as large as the whole database. */
  readonly atOnce: boolean;
}

export interface CatalogRow {
  table: string;
  column: string;
  type: string;
  /** Place in the primary key, from 1; 0 or null: none. */
  key: number | string | null;
}

/** Rows of a statement. */
export async function select<T extends object>(
  { sequelize }: Database,
  statement: string,
  transaction?: Transaction,
): Promise<T[]> {
  const options = { type: QueryTypes.SELECT as const, raw: true, ...(transaction && { transaction }) };
  return (await sequelize.query(statement, options)) as T[];
}

/** Names for SQL, with commas between. */
export const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');
