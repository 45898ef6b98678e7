import { createHash } from 'node:crypto';
import type { Server } from '@hapi/hapi';
import { QueryTypes } from 'sequelize';
import type { Cast } from './cast.js';

type Row = Record<string, unknown>;

/** What must not change by whom it does not belong to, as digests by name. */
export type Digests = Record<string, string>;

export interface State {
  /** Writing transactions since the last call. */
  writes(): number;
  digests(): Promise<Digests>;
  /** Puts every row back as it was when the state was taken. */
  restore(): Promise<void>;
}

/** Takes the whole database into memory, and counts what is written from now on. */
export async function takeState({ server, tenants, repositories }: Cast): Promise<State> {
  const { database } = server.plugins;
  const select = (sql: string) => database.sequelize.query<Row>(sql, { type: QueryTypes.SELECT });
  const tables = await inOrder(server);
  const kept = new Map<string, Row[]>();
  for (const table of tables) kept.set(table, await select(`SELECT * FROM "${table}"`));
  const newest = Math.max(...kept.get('events')!.map(({ id }) => Number(id)));
  let writes = 0;
  const { write } = database;
  database.write = (work) => {
    writes += 1;
    return write(work);
  };

  const groups = {
    ...groupsOf('A', tenants.a.id, [repositories.a1.id, repositories.a2.id]),
    ...groupsOf('B', tenants.b.id, [repositories.b1.id]),
    installation: [
      'SELECT * FROM "grants" WHERE "tenant_id" = 0 ORDER BY "id"',
      'SELECT * FROM "installation" ORDER BY "id"',
      'SELECT * FROM "users" ORDER BY "id"',
      'SELECT * FROM "identities" ORDER BY "id"',
      'SELECT * FROM "passwords" ORDER BY "user_id"',
    ],
    sessions: ['SELECT "hash", "user_id" FROM "sessions" ORDER BY "hash"'],
    'what was recorded': [`SELECT * FROM "events" WHERE "id" <= ${newest} ORDER BY "id"`],
  };

  return {
    writes() {
      const count = writes;
      writes = 0;
      return count;
    },
    async digests() {
      const found: Digests = {};
      for (const [name, queries] of Object.entries(groups)) {
        const hash = createHash('sha256');
        for (const query of queries) hash.update(JSON.stringify(await select(query)));
        found[name] = hash.digest('hex');
      }
      return found;
    },
    async restore() {
      await write(async (transaction) => {
        const rows = database.sequelize.getQueryInterface();
        const now = await select('SELECT "name", "value" FROM "revisions"');
        for (const table of tables.toReversed())
          await database.sequelize.query(`DELETE FROM "${table}"`, { transaction });
        for (const table of tables)
          if (kept.get(table)!.length) await rows.bulkInsert(table, kept.get(table)!, { transaction });
        for (const { name, value } of now)
          await database.sequelize.query(
            `UPDATE "revisions" SET "value" = ${Number(value) + 1} WHERE "name" = '${name}'`,
            { transaction },
          );
      });
    },
  };
}

// In the order in which the migrations made them: what others refer to comes first.
async function inOrder({ plugins: { database } }: Server): Promise<string[]> {
  const sql =
    database.dialect === 'sqlite'
      ? `SELECT "name" FROM sqlite_master WHERE "type" = 'table' ORDER BY rowid`
      : `SELECT c.relname AS "name" FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname = current_schema() ORDER BY c.oid`;
  const rows = await database.sequelize.query<{ name: string }>(sql, { type: QueryTypes.SELECT });
  return rows.map(({ name }) => name).filter((name) => !/^sqlite_|migrations/i.test(name));
}

function groupsOf(letter: string, tenant: number, repositories: number[]): Record<string, string[]> {
  const ids = repositories.join(', ');
  const history = ['days', 'windows', 'coverage', 'weeks', 'snapshots', 'counts', 'attempts'];
  return {
    [`tenant ${letter}`]: [
      `SELECT * FROM "tenants" WHERE "id" = ${tenant}`,
      `SELECT * FROM "grants" WHERE "tenant_id" = ${tenant} ORDER BY "id"`,
      `SELECT * FROM "invitations" WHERE "tenant_id" = ${tenant} ORDER BY "id"`,
      `SELECT "id", "sealed", "last4", "account" FROM "credentials" WHERE "tenant_id" = ${tenant}`,
      `SELECT * FROM "repositories" WHERE "tenant_id" = ${tenant} ORDER BY "id"`,
      `SELECT * FROM "repository_names" WHERE "repository_id" IN (${ids}) ORDER BY "id"`,
    ],
    [`history ${letter}`]: [
      ...history.map(
        (table) => `SELECT * FROM "${table}" WHERE "repository_id" IN (${ids}) ORDER BY 1, 2, 3`,
      ),
      `SELECT "problem", "checked_at" FROM "credentials" WHERE "tenant_id" = ${tenant}`,
      `SELECT * FROM "run_tenants" WHERE "tenant_id" = ${tenant} ORDER BY "run_id"`,
    ],
  };
}
