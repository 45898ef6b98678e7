import type { Database } from '../database/api.js';
import type { Security } from '../security/api.js';
import type { Tenancy } from './api.js';
import type { Models } from './models.js';

const LABEL = 'credentials.token';
const row = (tenantId: number): string => String(tenantId);

/** A GitHub token sealed for its tenant's row: moved to another row it cannot be opened. */
export function sealToken(security: Security, tenantId: number, token: string): string {
  return security.seal(LABEL, row(tenantId), token);
}

/** Makes the verbs of tenancy/api.ts about a tenant's GitHub token. */
export function credentials(
  database: Database,
  security: Security,
  tables: Models,
  now: () => Date,
): Pick<Tenancy, 'credential' | 'status' | 'reportCredential' | 'reportExpiry'> {
  const find = (tenantId: number) =>
    tables.credentials.findOne({ where: { tenant_id: tenantId }, raw: true });
  return {
    async credential(tenantId) {
      const found = await find(tenantId);
      if (!found) return null;
      const token = security.open(LABEL, row(tenantId), found.sealed);
      return { id: Number(found.id), tenantId, token, account: found.account, problem: found.problem };
    },
    async status(tenantId) {
      const found = await find(tenantId);
      if (!found) return null;
      return {
        login: found.account,
        last4: found.last4,
        kind: found.kind,
        scopes: found.scopes.split(' ').filter(Boolean),
        expiresAt: found.expires_at ? new Date(found.expires_at).toISOString() : null,
        checkedAt: new Date(found.checked_at).toISOString(),
        problem: found.problem,
      };
    },
    async reportCredential(transaction, credentialId, problem) {
      await tables.credentials.update(
        { problem, checked_at: now() },
        { where: { id: credentialId }, transaction },
      );
      await database.touch(transaction, 'access');
    },
    async reportExpiry(transaction, credentialId, expiresAt) {
      await tables.credentials.update(
        { expires_at: expiresAt },
        { where: { id: credentialId }, transaction },
      );
    },
  };
}
