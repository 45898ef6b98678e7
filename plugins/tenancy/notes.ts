import type { User } from '../auth/api.js';
import type { Database } from '../database/api.js';
import type { Grant, Tenancy } from './api.js';
import type { TokenNote } from './banner.js';

/** The tokens of the tenants whose traffic somebody with these grants may see whole, for the banner. */
export async function tokenNotes(
  rows: Pick<Tenancy, 'tenants' | 'status'>,
  grants: Grant[],
): Promise<TokenNote[]> {
  const ids = new Set(
    grants.filter(({ role }) => role === 'tenant' || role === 'viewer').map((grant) => grant.tenantId),
  );
  if (!ids.size) return [];
  const notes = (await rows.tenants())
    .filter(({ id }) => ids.has(id))
    .map(async ({ id, name }) => {
      const status = await rows.status(id);
      return status && { ...pick(status), tenantId: id, tenant: name };
    });
  return (await Promise.all(notes)).filter((note): note is TokenNote => note !== null);
}

const pick = ({ problem, expiresAt }: { problem: string | null; expiresAt: string | null }) => ({
  problem,
  expiresAt,
});

/** What a session's credentials get from tenancy: the person's roles, and how the tokens of his tenants fare. */
export function credentialsOf(
  { within }: Pick<Database, 'within'>,
  rows: Pick<Tenancy, 'tenants' | 'status'>,
  of: (userId: number) => Promise<Grant[]>,
) {
  // Whose rows a person may see is not known before this has been read.
  return (user: User, added: Record<string, unknown>): Promise<void> =>
    within('everything', async () => {
      const grants = await of(user.id);
      Object.assign(added, { grants, tokens: await tokenNotes(rows, grants) });
    });
}
