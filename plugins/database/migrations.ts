import { readdir } from 'node:fs/promises';
import { type DatabaseError, QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import type { Database, Dialect, MigrationContext } from './api.js';
import { instant, text } from './columns.js';
import { faultOf } from './faults.js';
import { keepsConnections } from './pooled.js';

interface Migration {
  up(context: MigrationContext): Promise<void>;
  down(context: MigrationContext): Promise<void>;
}

// Compiled beside this file's folder: dist/migrations, or migrations/ under tsx.
const FOLDER = new URL('../../migrations/', import.meta.url);
const TABLE = 'schema_migrations';

async function known(): Promise<string[]> {
  const files = await readdir(FOLDER);
  const names = files
    .filter((file) => /^\d{4}-.*\.(js|ts)$/.test(file))
    .map((file) => file.replace(/\.(js|ts)$/, ''));
  return [...new Set(names)].sort();
}

async function load(name: string): Promise<Migration> {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return import(new URL(`${name}.${ending}`, FOLDER).href);
}

// What the database said of a statement does not tell which one it was, and its stack leaves the words out.
function named(error: Error, migration: string): Error {
  if (faultOf(error) || !error.name.startsWith('Sequelize')) return error;
  // Where Sequelize has words of its own ("Validation error"), the database's say more.
  const { message } = (error as DatabaseError).parent ?? error;
  return new Error(`the migration ${migration} failed and changed nothing: ${message}`, { cause: error });
}

/**
 * Makes `check`, `migrate` and `rollback` of database/api.ts. The table of what has run is also the canary: it is
 * never empty in a healthy database.
 */
export function migrator(
  sequelize: Sequelize,
  dialect: Dialect,
  write: Database['write'],
): Pick<Database, 'check' | 'migrate' | 'rollback'> {
  const queryInterface = sequelize.getQueryInterface();

  async function done(transaction?: Transaction): Promise<string[]> {
    const sql = `SELECT "name" FROM "${TABLE}" ORDER BY "name"`;
    const rows = await sequelize.query<{ name: string }>(sql, {
      type: QueryTypes.SELECT,
      ...(transaction && { transaction }),
    });
    return rows.map((row) => row.name);
  }

  // One migrating process at a time. SQLite's IMMEDIATE transaction is such a lock already.
  async function lock(transaction: Transaction): Promise<void> {
    if (dialect === 'postgres')
      await sequelize.query('SET LOCAL statement_timeout TO 0; SELECT pg_advisory_xact_lock(7241905)', {
        transaction,
      });
  }

  async function prepared(transaction?: Transaction): Promise<boolean> {
    const within = transaction && { transaction };
    if (dialect !== 'db2') return (await queryInterface.showAllTables(within)).map(String).includes(TABLE);
    // Sequelize looks in the schema named like the user, wherever the tables are.
    const sql = `SELECT TABNAME FROM SYSCAT.TABLES WHERE TABSCHEMA = CURRENT_SCHEMA AND TABNAME = '${TABLE}'`;
    return (await sequelize.query(sql, { type: QueryTypes.SELECT, ...within })).length > 0;
  }

  async function prepare(): Promise<void> {
    try {
      await write(async (transaction) => {
        await lock(transaction);
        if (await prepared(transaction)) return;
        const columns = { name: text(200, { primaryKey: true }), applied_at: instant() };
        await queryInterface.createTable(TABLE, columns, { transaction });
      });
    } catch (error) {
      // Db2 has no lock to take before there is a table: another process may have been first.
      if (dialect !== 'db2' || !(await prepared())) throw error;
    }
  }

  async function run(name: string, direction: 'up' | 'down'): Promise<boolean> {
    const migration = await load(name);
    const work = write(async (transaction) => {
      await lock(transaction);
      if (dialect === 'db2')
        await sequelize.query(`LOCK TABLE "${TABLE}" IN EXCLUSIVE MODE`, { transaction });
      const there = (await done(transaction)).includes(name);
      if (there === (direction === 'up')) return false;
      await migration[direction]({ dialect, sequelize, queryInterface, transaction });
      if (direction === 'up') {
        await queryInterface.bulkInsert(TABLE, [{ name, applied_at: new Date() }], { transaction });
      } else {
        await queryInterface.bulkDelete(TABLE, { name }, { transaction });
      }
      return true;
    });
    return work.catch((error) => {
      throw named(error, name);
    });
  }

  async function unknown(names: string[]): Promise<void> {
    const ours = new Set(await known());
    const strange = names.filter((name) => !ours.has(name));
    if (strange.length) {
      throw new Error(
        `the database is at a newer schema than this version of the app (${strange.at(-1)}): update the app`,
      );
    }
  }

  return {
    async check() {
      const names = await done().catch(async (error: Error) => {
        if (faultOf(error) || (await prepared())) throw error;
        return [] as string[];
      });
      await unknown(names);
      const pending = (await known()).filter((name) => !names.includes(name));
      if (!names.length)
        throw new Error('migrations are pending: the database holds nothing of this app yet');
      if (pending.length) throw new Error(`migrations are pending: ${pending.join(', ')}`);
    },
    async migrate(begins) {
      if (dialect === 'postgres') await keepsConnections(sequelize);
      await prepare();
      const names = await done();
      await unknown(names);
      const ran: string[] = [];
      for (const name of await known()) {
        if (names.includes(name)) continue;
        begins?.(name);
        if (await run(name, 'up')) ran.push(name);
      }
      return ran;
    },
    async rollback(count) {
      const newest = (await done()).reverse().slice(0, count);
      for (const name of newest) await run(name, 'down');
      return newest;
    },
  };
}
