import type { Auth } from '../auth/api.js';
import type { Models } from './models.js';
import { inWords, roleOf } from './roles.js';

export interface Member {
  name: string;
  email: string;
  roles: string[];
}

export type Members = (tenantId: number) => Promise<Member[]>;

/** Who has a role in a tenant, by name, with the roles in words. */
export function members(tables: Models, { users }: Pick<Auth, 'users'>): Members {
  return async (tenantId) => {
    const rows = await tables.grants.findAll({
      where: { tenant_id: tenantId },
      order: [['role', 'ASC']],
      raw: true,
    });
    const people = await users([...new Set(rows.map((row) => Number(row.user_id)))]);
    const rolesOf = (id: number): string[] => {
      const mine = rows.filter((row) => Number(row.user_id) === id);
      return [...new Set(mine.map((row) => inWords(roleOf(Number(row.role)))))];
    };
    return people
      .map(({ id, name, email }) => ({ name, email, roles: rolesOf(id) }))
      .sort((a, b) => a.name.localeCompare(b.name));
  };
}
