import { createHash, randomBytes } from 'node:crypto';
import { Op, type Transaction } from 'sequelize';
import type { Role } from '../auth/api.js';
import type { Grant } from './api.js';
import { addressKey } from './form-rules.js';
import type { InvitationRow, Models } from './models.js';
import { BITS, roleOf } from './roles.js';

/** An invitation is good for so many days. */
const GOOD_FOR = 7;
const DAY = 86_400_000;

export interface Invitation extends Grant {
  id: number;
  email: string;
  invitedBy: string;
  /** UTC instant, ISO 8601. */
  expiresAt: string;
}

export interface Invitations {
  /** Makes one; answers the secret of its link, which is stored only as a hash. Another one for the same goes. */
  issue(transaction: Transaction, given: Grant & { email: string; invitedBy: string }): Promise<string>;
  /** Those of the tenant that can still be used, by address. */
  of(tenantId: number): Promise<Invitation[]>;
  /** Takes it back; null where the tenant has none with this id. */
  revoke(transaction: Transaction, tenantId: number, id: number): Promise<Invitation | null>;
  /** Whether the secret is good for the address, without using it up. */
  isGood(secret: string, email: string): Promise<boolean>;
  /** Uses it up; null where the secret is not good (any more), or it is for another address. */
  accept(transaction: Transaction, secret: string, email: string): Promise<Invitation | null>;
}

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
/** What the address bar gives: the code alone, or the whole link pasted. */
export const secretOf = (given: string): string => given.split('#').at(-1)!.trim();

/** The rows of `invitations`: one use each, since the row goes with it. */
export function invitations(tables: Models, now: () => Date): Invitations {
  const good = () => ({ expires_at: { [Op.gt]: now() } });
  const shown = (row: InvitationRow): Invitation => ({
    id: Number(row.id),
    tenantId: Number(row.tenant_id),
    repositoryId: Number(row.repository_id),
    role: roleOf(Number(row.role)) as Role,
    email: row.email,
    invitedBy: row.invited_by,
    expiresAt: new Date(row.expires_at).toISOString(),
  });

  async function find(
    secret: string,
    email: string,
    transaction?: Transaction,
  ): Promise<InvitationRow | null> {
    const within = transaction && { transaction };
    const where = { hash: hashOf(secret), ...good() };
    const row = await tables.invitations.findOne({ where, ...within, raw: true });
    if (!row || !email || addressKey(row.email) !== addressKey(email)) return null;
    const active = { id: row.tenant_id, suspended_at: null };
    return (await tables.tenants.count({ where: active, ...within })) ? row : null;
  }

  async function take(transaction: Transaction, row: InvitationRow | null): Promise<Invitation | null> {
    // Whose deletion counts wins, should two come at once.
    const gone = row && (await tables.invitations.destroy({ where: { id: row.id }, transaction }));
    return row && gone === 1 ? shown(row) : null;
  }

  return {
    async issue(transaction, { tenantId, repositoryId, role, email, invitedBy }) {
      await tables.invitations.destroy({ where: { expires_at: { [Op.lte]: now() } }, transaction });
      const where = {
        tenant_id: tenantId,
        repository_id: repositoryId,
        role: BITS[role],
        email: addressKey(email),
      };
      await tables.invitations.destroy({ where, transaction });
      const secret = randomBytes(32).toString('base64url');
      const times = { created_at: now(), expires_at: new Date(now().getTime() + GOOD_FOR * DAY) };
      const row = { ...where, ...times, hash: hashOf(secret), invited_by: invitedBy };
      await tables.invitations.create(row, { transaction });
      return secret;
    },
    async of(tenantId) {
      const order: [string, string][] = [
        ['email', 'ASC'],
        ['id', 'ASC'],
      ];
      const where = { tenant_id: tenantId, ...good() };
      return (await tables.invitations.findAll({ where, order, raw: true })).map(shown);
    },
    async revoke(transaction, tenantId, id) {
      const where = { tenant_id: tenantId, id };
      return take(transaction, await tables.invitations.findOne({ where, transaction, raw: true }));
    },
    isGood: async (secret, email) => (await find(secret, email)) !== null,
    accept: async (transaction, secret, email) => take(transaction, await find(secret, email, transaction)),
  };
}
