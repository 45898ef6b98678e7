import { Op } from 'sequelize';
import type { Auth, Role } from '../auth/api.js';
import type { Tenancy } from './api.js';
import type { Models } from './models.js';
import { inWords, roleOf } from './roles.js';

/** Makes `members` of tenancy/api.ts. */
export function members(tables: Models): Pick<Tenancy, 'members'> {
  return {
    async members(tenantIds) {
      const order: [string, string][] = [
        ['tenant_id', 'ASC'],
        ['user_id', 'ASC'],
        ['role', 'ASC'],
      ];
      const where = { tenant_id: { [Op.in]: tenantIds } };
      const rows = await tables.grants.findAll({ where, order, raw: true });
      const found = new Map<string, { tenantId: number; userId: number; roles: Set<Role> }>();
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

export interface Member {
  name: string;
  email: string;
  roles: string[];
}

export type MemberList = (tenantId: number) => Promise<Member[]>;

/** Who has a role in a tenant, by name, with the roles in words. */
export function memberList(
  { members }: Pick<Tenancy, 'members'>,
  { users }: Pick<Auth, 'users'>,
): MemberList {
  return async (tenantId) => {
    const rows = await members([tenantId]);
    const people = await users(rows.map(({ userId }) => userId));
    const rolesOf = (id: number): string[] =>
      (rows.find(({ userId }) => userId === id)?.roles ?? []).map((role) => inWords(role));
    return people
      .map(({ id, name, email }) => ({ name, email, roles: rolesOf(id) }))
      .sort((a, b) => a.name.localeCompare(b.name));
  };
}
