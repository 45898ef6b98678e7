import type { Auth } from '../auth/api.js';
import type { Tenancy } from '../tenancy/api.js';
import { line } from './csv.js';

/** user.csv: the members of the tenants and what they may there. */
export async function userLines(
  { auth, tenancy }: { auth: Auth; tenancy: Tenancy },
  tenantIds: number[],
): Promise<string> {
  const members = await tenancy.members(tenantIds);
  const users = await auth.users([...new Set(members.map(({ userId }) => userId))]);
  const byId = new Map(users.map((user) => [user.id, user]));
  const names = new Map((await tenancy.tenants()).map(({ id, name }) => [id, name]));
  const rows = members.flatMap(({ userId, tenantId, roles }) => {
    const user = byId.get(userId);
    return user
      ? [line([user.id, user.name, user.email, roles.join(' '), tenantId, names.get(tenantId)])]
      : [];
  });
  return line(['ID', 'NAME', 'EMAIL', 'ROLES', 'TID', 'TENANT']) + rows.join('');
}
