import type { User } from '../auth/api.js';
import type { Database } from '../database/api.js';
import type { Grant, Tenancy } from './api.js';
import type { TokenNote } from './banner.js';

/** The tokens of the tenants whose traffic somebody with these grants may see whole, for the banner. */
async function tokenNotes(
  rows: Pick<Tenancy, 'tenants' | 'statuses'>,
  grants: Grant[],
): Promise<TokenNote[]> {
  const whole = grants.filter(({ role }) => role === 'tenant' || role === 'viewer');
  if (!whole.length) return [];
  const statuses = await rows.statuses([...new Set(whole.map(({ tenantId }) => tenantId))]);
  return (await rows.tenants()).flatMap(({ id, name }) => {
    const status = statuses.get(id);
    if (!status) return [];
    const { problem, expiresAt } = status;
    return [{ tenantId: id, tenant: name, problem, expiresAt }];
  });
}

/** What a session's credentials get from tenancy: the person's roles, and how the tokens of his tenants fare. */
export function credentialsOf(
  { within }: Pick<Database, 'within'>,
  rows: Pick<Tenancy, 'tenants' | 'statuses'>,
  of: (userId: number) => Promise<Grant[]>,
) {
  // Whose rows a person may see is not known before this has been read.
  return (user: User, added: Record<string, unknown>): Promise<void> =>
    within('everything', async () => {
      const grants = await of(user.id);
      Object.assign(added, { grants, tokens: await tokenNotes(rows, grants) });
    });
}
