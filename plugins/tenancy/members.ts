import { Op } from 'sequelize';
import type { Auth, Role } from '../auth/api.js';
import type { Tenancy } from './api.js';
import type { Grants } from './grants.js';
import type { Models } from './models.js';
import { roleOf } from './roles.js';
import { shortly } from './roles-in-words.js';

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
  id: number;
  name: string;
  email: string;
  off: boolean;
  /** The role over the whole tenant, where there is one. */
  role: 'tenant' | 'viewer' | null;
  /** Single repositories that the member may see. */
  repositories: { id: number; name: string }[];
  /** What the member may, in words. */
  words: string[];
}

/** Who has a role in a tenant, by name. `names` are the tenant's repositories. */
export function memberList({ all }: Pick<Grants, 'all'>, { accounts }: Pick<Auth, 'accounts'>) {
  return async (tenantId: number, names: Map<number, string>): Promise<Member[]> => {
    const held = await all(tenantId);
    const people = await accounts([...new Set(held.map(({ userId }) => userId))]);
    return people.map(({ id, name, email, off }) => {
      const own = held.filter(({ userId }) => userId === id);
      const whole = own.filter(({ role }) => role !== 'repository-viewer');
      const repositories = own.flatMap(({ role, repositoryId }) =>
        role === 'repository-viewer'
          ? [{ id: repositoryId, name: names.get(repositoryId) ?? 'a removed repository' }]
          : [],
      );
      const owns = whole.some(({ role }) => role === 'tenant');
      return {
        ...{ id, name, email, off, repositories },
        role: owns ? ('tenant' as const) : whole.length ? ('viewer' as const) : null,
        words: [
          ...whole.map(({ role }) => shortly(role)),
          ...repositories.map((one) => `Viewer of ${one.name}`),
        ],
      };
    });
  };
}
