import { Transaction } from 'sequelize';
import type { Database } from '../database/api.js';
import { type CatalogRow, type Engine, type Kind, select, type Table } from './engine.js';
import { copy } from './postgres-copy.js';

const TOGETHER = 5_000;

// The spelling of JSON that SQLite has: without blanks.
const READ: Record<Kind, (column: string) => string> = {
  integer: (column) => `${column}::text`,
  text: (column) => `to_json(${column})::text`,
  day: (column) => `'"' || ${column}::text || '"'`,
  flag: (column) => `${column}::text`,
  instant: (column) => `'"' || to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"'`,
};

const HERE = 'current_schema()';

/** PostgreSQL makes and reads the lines itself. */
export function postgres(database: Database): Engine {
  const run = (statement: string, transaction: Transaction) =>
    database.sequelize.query(statement, { transaction });
  return {
    atOnce: true,
    // Not the partitions that an operator may have made of a table: they are read with it.
    columns: () =>
      select<CatalogRow>(
        database,
        `SELECT c.table_name AS "table", c.column_name AS "column", c.data_type AS "type", k.ordinal_position AS "key" FROM information_schema.columns c JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name AND t.table_type = 'BASE TABLE' LEFT JOIN information_schema.table_constraints p ON p.table_schema = c.table_schema AND p.table_name = c.table_name AND p.constraint_type = 'PRIMARY KEY' LEFT JOIN information_schema.key_column_usage k ON k.constraint_schema = p.constraint_schema AND k.constraint_name = p.constraint_name AND k.table_name = c.table_name AND k.column_name = c.column_name WHERE c.table_schema = ${HERE} AND NOT (SELECT r.relispartition FROM pg_class r WHERE r.oid = format('%I.%I', c.table_schema, c.table_name)::regclass) ORDER BY c.table_name, c.ordinal_position`,
      ),
    references: () =>
      select(
        database,
        `SELECT c.relname AS "child", p.relname AS "parent" FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE k.contype = 'f' AND NOT c.relispartition AND n.nspname = ${HERE}`,
      ),
    async snapshot() {
      const isolationLevel = Transaction.ISOLATION_LEVELS.REPEATABLE_READ;
      const transaction = await database.sequelize.transaction({ isolationLevel });
      await run("SET LOCAL statement_timeout TO 0; SET LOCAL datestyle = 'ISO, YMD'", transaction);
      return transaction;
    },
    lines: (transaction, table) => lines(database, transaction, table),
    open: (transaction) => forced(transaction, false),
    insert: copy,
    async countOn(transaction, tables) {
      await forced(transaction, true);
      for (const { name, columns } of tables) {
        if (!columns.some((column) => column.name === 'id')) continue;
        const drawn = `pg_get_serial_sequence('"${name}"', 'id')`;
        await run(
          `SELECT setval(${drawn}, COALESCE(MAX("id"), 1), MAX("id") IS NOT NULL) FROM "${name}" WHERE ${drawn} IS NOT NULL`,
          transaction,
        );
      }
    },
  };

  // COPY is refused wherever row-level security binds who sends it, whatever the policies say. Nobody else sees the tables
  // without it: the transaction holds them.
  async function forced(transaction: Transaction, on: boolean): Promise<void> {
    const statement = `SELECT c.relname AS "name" FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ${HERE} AND c.relrowsecurity ORDER BY c.relname`;
    for (const { name } of await select<{ name: string }>(database, statement, transaction))
      await run(`ALTER TABLE "${name}" ${on ? '' : 'NO '}FORCE ROW LEVEL SECURITY`, transaction);
  }
}

async function* lines(database: Database, transaction: Transaction, table: Table): AsyncIterable<string[]> {
  const run = (statement: string) => database.sequelize.query(statement, { transaction });
  const cells = table.columns.map(({ name, kind }) => `COALESCE(${READ[kind](`"${name}"`)}, 'null')`);
  const kinds = new Map(table.columns.map(({ name, kind }) => [name, kind]));
  // Texts by their bytes, as the other databases order them.
  const order = table.key.map((name) => `"${name}"${kinds.get(name) === 'text' ? ' COLLATE "C"' : ''}`);
  await run(
    `DECLARE backup_rows NO SCROLL CURSOR FOR SELECT '[' || ${cells.join(` || ',' || `)} || ']' AS "line" FROM "${table.name}" ORDER BY ${order.join(', ')}`,
  );
  for (;;) {
    const some = await select<{ line: string }>(database, `FETCH ${TOGETHER} FROM backup_rows`, transaction);
    if (some.length > 0) yield some.map(({ line }) => line);
    if (some.length < TOGETHER) break;
  }
  await run('CLOSE backup_rows');
}
