import type { Database } from '../database/api.js';
import type { Grant, Tenancy } from './api.js';
import type { Models } from './models.js';
import { BITS, roleOf } from './roles.js';

/** Who holds which role where. `of` answers a person's grants; those in suspended tenants do not count. */
export function grants(
  database: Database,
  tables: Models,
  now: () => Date,
): Pick<Tenancy, 'grant'> & { of(userId: number): Promise<Grant[]> } {
  return {
    async of(userId) {
      const rows = await tables.grants.findAll({
        where: { user_id: userId },
        order: [['id', 'ASC']],
        raw: true,
      });
      const suspended = new Set(
        (await tables.tenants.findAll({ attributes: ['id', 'suspended_at'], raw: true }))
          .filter((tenant) => tenant.suspended_at)
          .map((tenant) => Number(tenant.id)),
      );
      return rows
        .map((row) => ({
          tenantId: Number(row.tenant_id),
          repositoryId: Number(row.repository_id),
          role: roleOf(Number(row.role)),
        }))
        .filter((grant) => !suspended.has(grant.tenantId));
    },
    async grant(transaction, userId, { tenantId, repositoryId, role }) {
      const where = { user_id: userId, tenant_id: tenantId, repository_id: repositoryId, role: BITS[role] };
      if (await tables.grants.findOne({ where, transaction, raw: true })) return;
      await tables.grants.create({ ...where, granted_at: now() }, { transaction });
      await database.touch(transaction, 'access');
    },
  };
}
