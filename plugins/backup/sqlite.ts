import { Transaction } from 'sequelize';
import type { Database } from '../database/api.js';
import {
  type CatalogRow,
  type Column,
  type Engine,
  type Kind,
  quoted,
  select,
  type Table,
} from './engine.js';

const TOGETHER = 5_000;

// What is stored, as JSON has it; a null stays null.
const READ: Record<Kind, (column: string) => string> = {
  integer: (column) => column,
  text: (column) => column,
  day: (column) => column,
  flag: (column) => `json(CASE ${column} WHEN 0 THEN 'false' WHEN 1 THEN 'true' END)`,
  instant: (column) => `strftime('%Y-%m-%dT%H:%M:%fZ', ${column})`,
};

// Instants are kept as Sequelize writes them: comparisons are of texts.
const WRITE: Record<Kind, (cell: string) => string> = {
  integer: (cell) => cell,
  text: (cell) => cell,
  day: (cell) => cell,
  flag: (cell) => cell,
  instant: (cell) => `replace(rtrim(${cell}, 'Z'), 'T', ' ') || ' +00:00'`,
};

const PLAIN = /^\[(?:(?:-?\d+|"\d{4}-\d\d-\d\d"|null)(?:,(?=.)|(?=\]$)))+\]$/;

/** SQLite makes and reads the lines itself, thousands in one text: an object a row would take several times as long. */
export function sqlite(database: Database): Engine {
  return {
    atOnce: true,
    columns: () =>
      select<CatalogRow>(
        database,
        `SELECT m.name AS "table", c.name AS "column", c.type AS "type", c.pk AS "key" FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY m.name, c.cid`,
      ),
    references: () =>
      select(
        database,
        `SELECT m.name AS "child", f."table" AS "parent" FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'`,
      ),
    async snapshot() {
      const transaction = await database.sequelize.transaction({ type: Transaction.TYPES.DEFERRED });
      // The first read decides which moment it is.
      await select(database, 'SELECT 1 FROM "schema_migrations" LIMIT 1', transaction);
      return transaction;
    },
    lines: (transaction, table) => lines(database, transaction, table),
    open: async () => undefined,
    async insert(transaction, { name, columns }, rows) {
      const into = `INSERT INTO "${name}" (${quoted(columns.map((column) => column.name))})`;
      if (columns.every(({ kind }) => kind === 'integer' || kind === 'day')) {
        // Faster than reading JSON. Whoever made the file, nothing but numbers and days gets into the statement.
        const strange = rows.find((line) => !PLAIN.test(line));
        if (strange) throw new Error(`the table ${name} cannot hold the row ${strange.slice(0, 60)}`);
        const values = rows.map((line) => `(${line.slice(1, -1).replaceAll('"', "'")})`);
        return database.batch(transaction, [`${into} VALUES ${values.join(',')}`]);
      }
      const cells = columns.map(({ kind }, at) => WRITE[kind](`value ->> ${at}`));
      const statement = `${into} SELECT ${cells.join(', ')} FROM json_each($1)`;
      await database.sequelize.query(statement, { bind: [`[${rows.join(',')}]`], transaction });
    },
    // An id that was given counts like one that was drawn.
    countOn: async () => undefined,
  };
}

async function* lines(database: Database, transaction: Transaction, table: Table): AsyncIterable<string[]> {
  const cells = table.columns.map(({ name, kind }) => READ[kind](`"${name}"`)).join(', ');
  const key = quoted(table.key);
  const places = table.key.map((name) => table.columns.findIndex((column) => column.name === name));
  for (let after = ''; ; ) {
    const rows = `SELECT json_array(${cells}) AS line FROM "${table.name}"${after} ORDER BY ${key} LIMIT ${TOGETHER}`;
    const statement = `SELECT group_concat(line, char(10)) AS "lines" FROM (${rows})`;
    const [found] = await select<{ lines: string | null }>(database, statement, transaction);
    if (!found?.lines) return;
    const some = found.lines.split('\n');
    yield some;
    if (some.length < TOGETHER) return;
    const last = JSON.parse(some.at(-1)!) as unknown[];
    const values = places.map((place) => literal(last[place], table.columns[place]!));
    after = ` WHERE (${key}) > (${values.join(', ')})`;
  }
}

function literal(value: unknown, { name, kind }: Column): string {
  if (kind === 'integer' && Number.isSafeInteger(value)) return String(value);
  if ((kind === 'text' || kind === 'day') && typeof value === 'string')
    return `'${value.replaceAll("'", "''")}'`;
  throw new Error(`the key column ${name} cannot be read on from: ${String(value)}`);
}
