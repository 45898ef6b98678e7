import type { Request } from '@hapi/hapi';
import type { Role } from '../auth/api.js';
import { BOM, line } from './csv.js';

// Not ID: Excel takes a file that begins with that for another format (SYLK).
const HEAD = ['USERID', 'NAME', 'EMAIL', 'ROLES', 'TID', 'TENANT'];

interface Member {
  tenantId: number;
  userId: number;
  roles: Role[];
}

/** user.csv: who may what in the tenants that the reader owns; of other tenants only what the reader may there. */
export async function userLines(request: Request): Promise<string> {
  const { auth, tenancy } = request.server.plugins;
  const { tenantIds, repositoryIds } = tenancy.scope(request);
  const held = (request.auth.credentials.grants ?? []).filter(
    (grant) => tenantIds.includes(grant.tenantId) || repositoryIds.includes(grant.repositoryId),
  );
  const owned = new Set(held.filter(({ role }) => role === 'tenant').map(({ tenantId }) => tenantId));
  const others = new Set(held.map(({ tenantId }) => tenantId).filter((id) => !owned.has(id)));
  const userId = auth.user(request)!.id;
  const own = [...others].map((tenantId): Member => {
    const roles = held.filter((grant) => grant.tenantId === tenantId).map(({ role }) => role);
    return { tenantId, userId, roles: [...new Set(roles)] };
  });
  const members: Member[] = [...(await tenancy.members([...owned])), ...own];
  const users = await auth.users([...new Set(members.map((member) => member.userId))]);
  const byId = new Map(users.map((user) => [user.id, user]));
  const names = new Map((await tenancy.tenants()).map(({ id, name }) => [id, name]));
  const rows = members
    .sort((a, b) => a.tenantId - b.tenantId)
    .flatMap(({ userId: id, tenantId, roles }) => {
      const user = byId.get(id);
      return user
        ? [line([user.id, user.name, user.email, roles.join(' '), tenantId, names.get(tenantId)])]
        : [];
    });
  return BOM + line(HEAD) + rows.join('');
}
