import type { Db2Driver, Done, Row } from '../../../plugins/database/db2-calls.js';
import { db2Message } from './codes.js';
import { gates } from './gate.js';
import { guard } from './guard.js';
import { type Reply, type Standin, standin } from './standin.js';

const TYPES: Record<string, string> = {
  'CHARACTER VARYING': 'VARCHAR',
  'CHARACTER LARGE OBJECT': 'CLOB',
  NUMERIC: 'DECIMAL',
  'DOUBLE PRECISION': 'DOUBLE',
};

// The catalog views that are read.
const CATALOG = [
  'CREATE SCHEMA IF NOT EXISTS SYSCAT',
  `CREATE VIEW IF NOT EXISTS SYSCAT.TABLES AS SELECT TABLE_NAME AS TABNAME, TABLE_SCHEMA AS TABSCHEMA, 'T' AS TYPE FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_TYPE = 'BASE TABLE'`,
  `CREATE VIEW IF NOT EXISTS SYSCAT.SCHEMATA AS SELECT SCHEMA_NAME AS SCHEMANAME FROM INFORMATION_SCHEMA.SCHEMATA`,
  `CREATE VIEW IF NOT EXISTS SYSCAT.COLUMNS AS SELECT c.TABLE_SCHEMA AS TABSCHEMA, c.TABLE_NAME AS TABNAME, c.COLUMN_NAME AS COLNAME, c.ORDINAL_POSITION AS COLNO, CAST(c.DATA_TYPE AS VARCHAR(100)) AS TYPENAME, k.ORDINAL_POSITION AS KEYSEQ, CASE c.IS_IDENTITY WHEN 'YES' THEN 'Y' ELSE 'N' END AS "IDENTITY" FROM INFORMATION_SCHEMA.COLUMNS c LEFT JOIN INFORMATION_SCHEMA.TABLE_CONSTRAINTS p ON p.TABLE_SCHEMA = c.TABLE_SCHEMA AND p.TABLE_NAME = c.TABLE_NAME AND p.CONSTRAINT_TYPE = 'PRIMARY KEY' LEFT JOIN INFORMATION_SCHEMA.KEY_COLUMN_USAGE k ON k.CONSTRAINT_SCHEMA = p.CONSTRAINT_SCHEMA AND k.CONSTRAINT_NAME = p.CONSTRAINT_NAME AND k.COLUMN_NAME = c.COLUMN_NAME`,
  `CREATE VIEW IF NOT EXISTS SYSCAT.REFERENCES AS SELECT c.TABLE_SCHEMA AS TABSCHEMA, c.TABLE_NAME AS TABNAME, p.TABLE_NAME AS REFTABNAME FROM INFORMATION_SCHEMA.REFERENTIAL_CONSTRAINTS r JOIN INFORMATION_SCHEMA.TABLE_CONSTRAINTS c ON c.CONSTRAINT_SCHEMA = r.CONSTRAINT_SCHEMA AND c.CONSTRAINT_NAME = r.CONSTRAINT_NAME JOIN INFORMATION_SCHEMA.TABLE_CONSTRAINTS p ON p.CONSTRAINT_SCHEMA = r.UNIQUE_CONSTRAINT_SCHEMA AND p.CONSTRAINT_NAME = r.UNIQUE_CONSTRAINT_NAME`,
];

const SETTINGS = 'MODE=DB2;DB_CLOSE_DELAY=-1;DEFAULT_NULL_ORDERING=HIGH;LOCK_TIMEOUT=4000';

let connections = 0;

/** What a new database gets first, once: H2 does not make the same thing twice at once. */
const catalogs = new Map<string, Promise<void>>();

// H2 has no locks on tables that last till the commit.
const gateOf = gates();

/**
 * Whether the server is there. While it is `away`, everything answers as Db2's driver does without one, and connections
 * that notice are cut for good. It goes away by itself before the request of the number `leaves`.
 */
export interface Weather {
  away: boolean;
  asked?: number;
  leaves?: number;
}

/** The server is back, and what was on its way while it was away has failed. */
export async function back(weather: Weather): Promise<void> {
  // The pool tries to open one connection more than was asked for, and tells the next who asks that it could not.
  await new Promise((resolve) => setTimeout(resolve, 300));
  weather.away = false;
}

/** The programming interface of ibm_db over H2 in its Db2 mode, with a guard; the database is in memory. */
export function h2Driver(name: string, weather: Weather = { away: false }): Db2Driver {
  const checked = guard();
  const gate = gateOf(name);

  class Database {
    connected = false;
    #number = 0;
    #java: Standin | undefined;
    #transaction = false;

    async #ask(verb: string, ...more: string[]): Promise<Reply> {
      weather.asked = (weather.asked ?? 0) + 1;
      if (weather.asked === weather.leaves) weather.away = true;
      if (weather.away) {
        const java = this.#java;
        this.#java = undefined;
        await java?.ask(this.#number, 'close');
        gate.leave(this);
        throw new Error('[IBM][CLI Driver] SQL30081N  A communication error.  SQLSTATE=08001');
      }
      if (verb === 'run' && (await gate.pass(this, more[0]!))) return {};
      if (!this.#java) throw new Error('CLI0106E  Connection is closed.  SQLSTATE=08003');
      const reply = await this.#java.ask(this.#number, verb, ...more);
      if (verb === 'begin') this.#transaction = true;
      else if (verb !== 'run') this.#transaction = false;
      if (!this.#transaction) gate.leave(this);
      if (reply.error !== undefined) throw new Error(`[IBM][CLI Driver][DB2] ${db2Message(reply)}`);
      return reply;
    }

    async #connect(schema: string): Promise<void> {
      connections += 1;
      this.#number = connections;
      this.#java = await standin();
      await this.#ask('open', `jdbc:h2:mem:${name};${SETTINGS}`, 'APP', 'secret');
      const place = `${name} ${schema}`;
      const made = catalogs.get(place) ?? this.#make(schema);
      catalogs.set(place, made);
      await made.catch((error) => {
        catalogs.delete(place);
        throw error;
      });
      await this.#ask('run', `SET SCHEMA ${schema}`);
      this.connected = true;
    }

    async #make(schema: string): Promise<void> {
      for (const sql of [...CATALOG, `CREATE SCHEMA IF NOT EXISTS ${schema}`]) await this.#ask('run', sql);
    }

    open(settings: { CurrentSchema?: string }, done: Done): void {
      answer(this.#connect(settings.CurrentSchema ?? 'APP'), done);
    }

    close(done: Done): void {
      this.connected = false;
      const asked = this.#ask('close');
      this.#java = undefined;
      answer(asked, done);
    }

    beginTransaction(done: Done): void {
      answer(this.#ask('begin'), done);
    }

    commitTransaction(done: Done): void {
      answer(this.#ask('commit'), done);
    }

    rollbackTransaction(done: Done): void {
      answer(this.#ask('rollback'), done);
    }

    prepare(sql: string, done: Done<never>): void {
      const execute = (parameters: unknown[], executed: Done<object>) =>
        answer(
          Promise.resolve()
            .then(() => this.#ask('run', checked(sql), ...parameters.map(typed)))
            .then(resultOf),
          executed,
        );
      setImmediate(() => done(null, { execute, close: nothing } as never));
    }
  }
  return { Database } as unknown as Db2Driver;
}

function resultOf({ columns = [], rows = [], count = 0 }: Reply): object {
  const named = rows.map(
    (row) => Object.fromEntries(columns.map(([column], at) => [column, row[at]])) as Row,
  );
  return {
    fetchAll: (done: Done<Row[]>) => setImmediate(() => done(null, named)),
    getColumnMetadataSync: () =>
      columns.map(([SQL_DESC_NAME, type]) => ({ SQL_DESC_NAME, SQL_DESC_TYPE_NAME: TYPES[type] ?? type })),
    getAffectedRowsSync: () => count,
    close: nothing,
  };
}

const nothing = (done: Done) => void setImmediate(() => done(null));

// As a driver does: what the callback throws is nobody's to catch.
function answer<T>(work: Promise<T>, done: Done<T> | Done): void {
  work.then(
    (value) => setImmediate(() => (done as Done<T>)(null, value)),
    (error) => setImmediate(() => done(error)),
  );
}

function typed(value: unknown): string {
  if (value === null || value === undefined) return 'z';
  if (typeof value === 'boolean') return `b${value}`;
  if (typeof value === 'number') return Number.isInteger(value) ? `i${value}` : `d${value}`;
  if (typeof value === 'string') return `s${value}`;
  throw new Error(`the driver does not bind ${typeof value}`);
}
