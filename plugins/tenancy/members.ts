import { Op } from 'sequelize';
import type { Tenancy } from './api.js';
import type { Models } from './models.js';
import { roleOf } from './roles.js';

/** Makes `members` of tenancy/api.ts. */
export function members(tables: Models): Pick<Tenancy, 'members'> {
  return {
    async members(tenantIds) {
      const where = { tenant_id: { [Op.in]: tenantIds } };
      const order: [string, string][] = [
        ['tenant_id', 'ASC'],
        ['user_id', 'ASC'],
        ['id', 'ASC'],
      ];
      const rows = await tables.grants.findAll({ where, order, raw: true });
      const found = new Map<
        string,
        { tenantId: number; userId: number; roles: Set<ReturnType<typeof roleOf>> }
      >();
      for (const row of rows) {
        const [tenantId, userId] = [Number(row.tenant_id), Number(row.user_id)];
        const member = found.get(`${tenantId} ${userId}`) ?? { tenantId, userId, roles: new Set() };
        member.roles.add(roleOf(Number(row.role)));
        found.set(`${tenantId} ${userId}`, member);
      }
      return [...found.values()].map((member) => ({ ...member, roles: [...member.roles] }));
    },
  };
}
