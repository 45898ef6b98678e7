import { join } from 'node:path';
import { QueryTypes, type Sequelize } from 'sequelize';
import type { DatabaseOptions } from '../../plugins/database/api.js';
import { after, type Flags, newFolder } from './app.js';
import { freshPostgres, postgresUrl } from './database.js';
import { standinDatabase } from './db2/database.js';
import { standinAbsent } from './db2/standin.js';
import { noPostgres, sharedPostgres } from './postgres.js';

export interface Engine {
  name: string;
  /** Why it cannot be had here, as a sentence that begins with `skipped`; null where it can. */
  absent: string | null;
  /** An empty database, gone after the test. */
  open(flags: Flags): Promise<DatabaseOptions>;
}

/** Every database that the app runs on and that can be had on this machine. */
export const ENGINES: Engine[] = [
  {
    name: 'SQLite',
    absent: null,
    async open(flags) {
      return { dialect: 'sqlite', file: join(newFolder(flags), 'traffic.sqlite') };
    },
  },
  {
    name: 'PostgreSQL',
    absent: postgresUrl ? null : noPostgres() && `skipped: ${noPostgres()}`,
    async open(flags) {
      const fresh = await freshPostgres(await sharedPostgres(), true);
      after(flags, () => fresh.drop());
      return fresh.options;
    },
  },
  { name: 'Db2 (the stand-in)', absent: standinAbsent(), open: async () => standinDatabase() },
];

// What differs from run to run: secrets drawn by chance.
const CHANCE = new Set(['hash', 'sealed', 'holder', 'token', 'applied_at']);

type Row = Record<string, unknown>;

/** All rows of the tables, in a form that does not depend on the database. */
export async function dump(sequelize: Sequelize, tables: string[]): Promise<Record<string, Row[]>> {
  const dumped: Record<string, Row[]> = {};
  for (const table of tables) {
    const rows = await sequelize.query<Row>(`SELECT * FROM "${table}"`, { type: QueryTypes.SELECT });
    const plain = rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [name, CHANCE.has(name) ? '…' : same(value)]),
      ),
    );
    dumped[table] = plain.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  return dumped;
}

function same(value: unknown): unknown {
  if (typeof value === 'boolean') return Number(value);
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'string') return value;
  if (/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/.test(value)) return new Date(value).toISOString();
  return /^\d{1,15}$/.test(value) ? Number(value) : value;
}
