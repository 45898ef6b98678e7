import type { Database } from '../database/api.js';
import type { Security } from '../security/api.js';
import type { Tenancy } from './api.js';
import { sealToken } from './credentials.js';
import type { Models } from './models.js';

/** Makes the verbs of tenancy/api.ts about tenants themselves. */
export function tenants(
  database: Database,
  security: Security,
  tables: Models,
  now: () => Date,
): Pick<Tenancy, 'tenants' | 'initialized' | 'createTenant'> {
  return {
    async tenants() {
      const rows = await tables.tenants.findAll({
        where: { suspended_at: null },
        order: [['id', 'ASC']],
        raw: true,
      });
      return rows.map((row) => ({ id: Number(row.id), name: row.name, githubLogin: row.github_login }));
    },
    initialized: async () => (await tables.installation.findByPk(1, { raw: true })) !== null,
    async createTenant(transaction, { name, githubLogin, token, account, kind, scopes, expiresAt }) {
      const made = await tables.tenants.create(
        { name, github_login: githubLogin, created_at: now(), suspended_at: null },
        { transaction },
      );
      const tenantId = Number(made.id);
      const row = {
        tenant_id: tenantId,
        sealed: sealToken(security, tenantId, token),
        last4: token.slice(-4),
        account,
        kind,
        scopes: scopes.join(' ').slice(0, 500),
        expires_at: expiresAt,
        checked_at: now(),
        problem: null,
      };
      await tables.credentials.create(row, { transaction });
      await database.touch(transaction, 'access');
      return { id: tenantId, name, githubLogin };
    },
  };
}
