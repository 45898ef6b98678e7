import { Op, type Transaction } from 'sequelize';
import type { Database } from '../database/api.js';
import { truncateUtf8 } from '../database/text.js';
import type { Security } from '../security/api.js';
import type { CredentialStatus, NewToken, Tenancy } from './api.js';
import type { CredentialRow, Models } from './models.js';
import { resealing } from './reseal.js';
import { LABEL, rowName } from './sealing.js';

/** What is stored of a token: sealed for its tenant's row (moved to another row it cannot be opened), and its last four characters. */
export function tokenRow(security: Security, tenantId: number, given: NewToken, now: Date) {
  return {
    sealed: security.seal(LABEL, rowName(tenantId), given.token),
    last4: given.token.slice(-4),
    account: given.account,
    kind: given.kind,
    scopes: given.scopes.join(' ').slice(0, 500),
    expires_at: given.expiresAt,
    checked_at: now,
    problem: null,
  };
}

/** Makes the verbs of tenancy/api.ts about a tenant's GitHub token. */
export function credentials(
  database: Database,
  security: Security,
  tables: Models,
  now: () => Date,
): Pick<Tenancy, 'credential' | 'status' | 'statuses' | 'reportCredential' | 'reportExpiry' | 'reseal'> & {
  /** Puts another token in the place of the tenant's; answers the account that the old one belonged to. */
  replace(transaction: Transaction, tenantId: number, token: NewToken): Promise<string | undefined>;
} {
  const find = (tenantId: number) =>
    tables.credentials.findOne({ where: { tenant_id: tenantId }, raw: true });
  return {
    ...resealing(database, security, tables),
    async credential(tenantId) {
      const found = await find(tenantId);
      const active = { id: tenantId, suspended_at: null };
      if (!found || !(await tables.tenants.count({ where: active }))) return null;
      const token = security.open(LABEL, rowName(tenantId), found.sealed);
      return { id: Number(found.id), tenantId, token, account: found.account, problem: found.problem };
    },
    async status(tenantId) {
      const found = await find(tenantId);
      return found && statusOf(found);
    },
    async statuses(tenantIds) {
      const where = { tenant_id: { [Op.in]: tenantIds } };
      const rows = await tables.credentials.findAll({ where, raw: true });
      return new Map(rows.map((row) => [Number(row.tenant_id), statusOf(row)]));
    },
    async replace(transaction, tenantId, token) {
      const where = { tenant_id: tenantId };
      const old = await tables.credentials.findOne({ where, transaction, raw: true });
      const fresh = tokenRow(security, tenantId, token, now());
      if (old) await tables.credentials.update(fresh, { where, transaction });
      else await tables.credentials.create({ ...where, ...fresh }, { transaction });
      await database.touch(transaction, 'access');
      return old?.account;
    },
    async reportCredential(transaction, credentialId, problem) {
      const known = await tables.credentials.findByPk(credentialId, { transaction, raw: true });
      const said = problem === null ? null : truncateUtf8(problem, 500);
      const row = { problem: said, checked_at: now() };
      await tables.credentials.update(row, { where: { id: credentialId }, transaction });
      if (known && known.problem !== said) await database.touch(transaction, 'access');
    },
    async reportExpiry(transaction, credentialId, expiresAt) {
      const known = await tables.credentials.findByPk(credentialId, { transaction, raw: true });
      const before = known?.expires_at ? new Date(known.expires_at).getTime() : null;
      if (!known || before === (expiresAt?.getTime() ?? null)) return;
      const row = { expires_at: expiresAt };
      await tables.credentials.update(row, { where: { id: credentialId }, transaction });
      await database.touch(transaction, 'access');
    },
  };
}

function statusOf(row: CredentialRow): CredentialStatus {
  return {
    login: row.account,
    last4: row.last4,
    kind: row.kind,
    scopes: row.scopes.split(' ').filter(Boolean),
    expiresAt: row.expires_at ? new Date(row.expires_at).toISOString() : null,
    checkedAt: new Date(row.checked_at).toISOString(),
    problem: row.problem,
  };
}
