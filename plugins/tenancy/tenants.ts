import Boom from '@hapi/boom';
import { col, fn, type Transaction } from 'sequelize';
import type { Database } from '../database/api.js';
import type { Security } from '../security/api.js';
import type { NewToken, Tenancy, Tenant } from './api.js';
import { tokenRow } from './credentials.js';
import type { Models } from './models.js';

// "Not initialized" opens the set-up page, so it must not be what a sick database looks like: a count always answers
// one row, and its absence (Db2 after a restart) or an error is the database's fault.
async function countOf(tables: Models): Promise<number> {
  try {
    const [row] = (await tables.installation.findAll({
      attributes: [[fn('COUNT', col('id')), 'count']],
      raw: true,
    })) as unknown as { count: number | string }[];
    if (!row) throw new Error('the database answered a count without a row');
    return Number(row.count);
  } catch (error) {
    throw Boom.boomify(error as Error, { statusCode: 503, message: 'The database does not answer' });
  }
}

/** Makes the verbs of tenancy/api.ts about tenants themselves. */
export function tenants(
  database: Database,
  security: Security,
  tables: Models,
  now: () => Date,
): Pick<Tenancy, 'tenants' | 'initialized' | 'createTenant'> & {
  /** Makes a tenant; without a token nothing is collected until its owner adds one. */
  makeTenant(
    transaction: Transaction,
    names: { name: string; githubLogin: string },
    token: NewToken | null,
  ): Promise<Tenant>;
} {
  let done = false;
  async function initialized(): Promise<boolean> {
    // Once it is done it stays done, so only "not yet" is asked again.
    done ||= (await countOf(tables)) > 0;
    return done;
  }

  return {
    async tenants() {
      const rows = await tables.tenants.findAll({
        where: { suspended_at: null },
        order: [['id', 'ASC']],
        raw: true,
      });
      return rows.map((row) => ({ id: Number(row.id), name: row.name, githubLogin: row.github_login }));
    },
    initialized,
    makeTenant,
    createTenant: (transaction, { name, githubLogin, ...token }) =>
      makeTenant(transaction, { name, githubLogin }, token),
  };

  async function makeTenant(
    transaction: Transaction,
    { name, githubLogin }: { name: string; githubLogin: string },
    token: NewToken | null,
  ): Promise<Tenant> {
    const row = { name, github_login: githubLogin, created_at: now(), suspended_at: null };
    const id = Number((await tables.tenants.create(row, { transaction })).id);
    const sealed = token && { tenant_id: id, ...tokenRow(security, id, token, now()) };
    if (sealed) await tables.credentials.create(sealed, { transaction });
    await database.touch(transaction, 'access');
    return { id, name, githubLogin };
  }
}
