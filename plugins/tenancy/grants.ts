import Boom from '@hapi/boom';
import { Op, type Transaction } from 'sequelize';
import type { Auth } from '../auth/api.js';
import type { Database } from '../database/api.js';
import type { Grant, Tenancy } from './api.js';
import type { GrantRow, Models } from './models.js';
import { BITS, roleOf } from './roles.js';

export interface Grants extends Pick<Tenancy, 'grant' | 'forgetRepository'> {
  /** A person's grants; those in suspended tenants do not count. */
  of(userId: number): Promise<Grant[]>;
  /** Everybody's, also in suspended tenants; of one tenant only, where given. */
  all(tenantId?: number): Promise<(Grant & { userId: number })[]>;
  /** Whether the person holds any role, also in a suspended tenant. */
  holds(transaction: Transaction, userId: number): Promise<boolean>;
  /** Takes a role away; false where the person does not have it. */
  take(transaction: Transaction, userId: number, grant: Grant): Promise<boolean>;
  /** Takes all roles in a tenant away; answers how many there were. */
  leave(transaction: Transaction, userId: number, tenantId: number): Promise<number>;
  /**
   * Does `change` and then throws 409 where no administrator is left whose account is switched on. Two such changes
   * at the same time wait for each other.
   */
  keepingAdministrator<T>(transaction: Transaction, change: () => Promise<T>): Promise<T>;
  /** The same for the owners of a tenant. */
  keepingOwner<T>(transaction: Transaction, tenantId: number, change: () => Promise<T>): Promise<T>;
}

const shown = (row: GrantRow): Grant & { userId: number } => ({
  userId: Number(row.user_id),
  tenantId: Number(row.tenant_id),
  repositoryId: Number(row.repository_id),
  role: roleOf(Number(row.role)),
});

const LAST = {
  administrator: 'This is the last administrator: make somebody else one first, then try again.',
  tenant: 'This is the last owner of the tenant: make somebody else one first, then try again.',
};

const columns = (userId: number, { tenantId, repositoryId, role }: Grant) => ({
  user_id: userId,
  tenant_id: tenantId,
  repository_id: repositoryId,
  role: BITS[role],
});

/** Who holds which role where. */
export function grants(
  database: Database,
  { active }: Pick<Auth, 'active'>,
  tables: Models,
  now: () => Date,
): Grants {
  const order: [string, string][] = [['id', 'ASC']];
  return {
    async of(userId) {
      const rows = await tables.grants.findAll({ where: { user_id: userId }, order, raw: true });
      const where = { suspended_at: { [Op.ne]: null } };
      const suspended = new Set(
        (await tables.tenants.findAll({ attributes: ['id'], where, raw: true })).map(({ id }) => Number(id)),
      );
      return rows
        .map(shown)
        .map(({ tenantId, repositoryId, role }) => ({ tenantId, repositoryId, role }))
        .filter((grant) => !suspended.has(grant.tenantId));
    },
    async all(tenantId) {
      const chosen = tenantId === undefined ? {} : { where: { tenant_id: tenantId } };
      return (await tables.grants.findAll({ ...chosen, order, raw: true })).map(shown);
    },
    holds: (transaction, userId) =>
      // Asked about somebody else than who is signed in, whose rows may be out of reach.
      database.within('everything', async () => {
        return (await tables.grants.count({ where: { user_id: userId }, transaction })) > 0;
      }),
    async grant(transaction, userId, grant) {
      // First of all: who deletes the tenant waits on it too, so that no role is left over of what is gone.
      await database.touch(transaction, 'access');
      const tenant = { where: { id: grant.tenantId }, transaction };
      if (grant.tenantId && !(await tables.tenants.count(tenant))) throw Boom.notFound();
      const where = columns(userId, grant);
      if (await tables.grants.findOne({ where, transaction, raw: true })) return;
      await tables.grants.create({ ...where, granted_at: now() }, { transaction });
    },
    async take(transaction, userId, grant) {
      const gone = await tables.grants.destroy({ where: columns(userId, grant), transaction });
      if (gone) await database.touch(transaction, 'access');
      return gone > 0;
    },
    async leave(transaction, userId, tenantId) {
      const where = { user_id: userId, tenant_id: tenantId };
      const gone = await tables.grants.destroy({ where, transaction });
      if (gone) await database.touch(transaction, 'access');
      return gone;
    },
    async forgetRepository(transaction, tenantId, repositoryId) {
      await database.touch(transaction, 'access');
      const where = { tenant_id: tenantId, repository_id: repositoryId };
      await tables.grants.destroy({ where, transaction });
      await tables.invitations.destroy({ where, transaction });
    },
    keepingAdministrator: (transaction, change) => keeping(transaction, 0, 'administrator', change),
    keepingOwner: (transaction, tenantId, change) => keeping(transaction, tenantId, 'tenant', change),
  };

  async function keeping<T>(
    transaction: Transaction,
    tenantId: number,
    role: keyof typeof LAST,
    change: () => Promise<T>,
  ): Promise<T> {
    // First of all: the row that it changes is the lock on which the second of two waits, and then sees the first's.
    await database.touch(transaction, 'access');
    const result = await change();
    const where = { role: BITS[role], tenant_id: tenantId };
    const held = await tables.grants.findAll({ where, transaction, raw: true });
    const ids = held.map((row) => Number(row.user_id));
    if (!(await active(transaction, ids)).length) throw Boom.conflict(LAST[role]);
    return result;
  }
}
