import Boom from '@hapi/boom';
import type { Transaction } from 'sequelize';
import type { Database } from '../database/api.js';
import type { Tenant } from './api.js';
import type { Models, TenantRow } from './models.js';

/** A tenant as administrators see it. */
export interface ManagedTenant extends Tenant {
  /** UTC instants, ISO 8601; null: not suspended. */
  createdAt: string;
  suspendedAt: string | null;
}

export interface TenantChanges {
  /** All, the suspended ones too, by name. */
  all(): Promise<ManagedTenant[]>;
  /**
   * Throws 409 where another tenant, suspended or not, has this name in whatever case: nobody could tell them apart
   * in a menu, and a form that is sent twice must not make two. Two at the same time wait for each other.
   */
  claimName(transaction: Transaction, name: string, id?: number): Promise<void>;
  /** Each change answers the tenant as it was; null where there is none with this id. */
  rename(transaction: Transaction, id: number, name: string): Promise<ManagedTenant | null>;
  suspend(transaction: Transaction, id: number, suspended: boolean): Promise<ManagedTenant | null>;
  /** Deletes the tenant with all that is its: repositories and their history, token, roles, invitations. */
  remove(transaction: Transaction, id: number): Promise<ManagedTenant | null>;
}

const same = (name: string): string => name.trim().normalize('NFC').toLowerCase();

/** What administrators do with tenants. */
export function tenantChanges(database: Database, tables: Models, now: () => Date): TenantChanges {
  const shown = (row: TenantRow): ManagedTenant => ({
    id: Number(row.id),
    name: row.name,
    githubLogin: row.github_login,
    createdAt: new Date(row.created_at).toISOString(),
    suspendedAt: row.suspended_at && new Date(row.suspended_at).toISOString(),
  });
  async function find(transaction: Transaction, id: number): Promise<ManagedTenant | null> {
    const row = await tables.tenants.findByPk(id, { transaction, raw: true });
    return row && shown(row);
  }
  async function change(transaction: Transaction, id: number, row: Partial<TenantRow>) {
    const before = await find(transaction, id);
    if (!before) return null;
    await tables.tenants.update(row, { where: { id }, transaction });
    await database.touch(transaction, 'access');
    return before;
  }

  return {
    async all() {
      const rows = await tables.tenants.findAll({ raw: true });
      return rows.map(shown).sort((a, b) => a.name.localeCompare(b.name) || a.id - b.id);
    },
    async claimName(transaction, name, id) {
      // First of all: the row that it changes is the lock on which the second of two waits.
      await database.touch(transaction, 'access');
      const others = await tables.tenants.findAll({ attributes: ['id', 'name'], transaction, raw: true });
      const taken = others.some((one) => Number(one.id) !== id && same(one.name) === same(name));
      if (taken) throw Boom.conflict('Another tenant has this name already. Choose a different one.');
    },
    rename: (transaction, id, name) => change(transaction, id, { name }),
    suspend: (transaction, id, suspended) =>
      change(transaction, id, { suspended_at: suspended ? now() : null }),
    async remove(transaction, id) {
      // First of all: who gives a role in it waits on the same row, and then finds no tenant.
      await database.touch(transaction, 'access');
      const before = await find(transaction, id);
      if (!before) return null;
      await tables.grants.destroy({ where: { tenant_id: id }, transaction });
      await tables.tenants.destroy({ where: { id }, transaction });
      for (const name of ['repositories', 'traffic'] as const) await database.touch(transaction, name);
      return before;
    },
  };
}
