import { Op, type Transaction } from 'sequelize';
import type { Database } from '../database/api.js';
import type { Events } from '../events/api.js';
import type { GitHub } from '../github/api.js';
import type { Tenancy } from '../tenancy/api.js';
import type { Repositories } from './api.js';
import { repositoryOf } from './catalog.js';
import type { Models, RepositoryRow } from './models.js';

const RETENTION = 30 * 86_400_000;

/** The UTC day until which the history of what is removed now is kept, YYYY-MM-DD. */
export const keptUntil = (now: Date): string =>
  new Date(now.getTime() + RETENTION).toISOString().slice(0, 10);

export type Removal = Pick<Repositories, 'isTracked' | 'remove' | 'purge'>;

/** Makes the verbs of repositories/api.ts about what is tracked no more. */
export function removal(
  database: Database,
  events: Events,
  github: GitHub,
  tenancy: Pick<Tenancy, 'forgetRepository'>,
  { repositories }: Models,
): Removal {
  // One transaction a repository: its history may be long, and other writers wait.
  const purgeOne = (id: number, before: Date): Promise<number> =>
    database.write(async (transaction) => {
      const where = { id, hidden_at: { [Op.lt]: before } };
      const row = await repositories.findOne({ where, transaction, raw: true });
      if (!row) return 0;
      await forget(transaction, row);
      await repositories.destroy({ where: { id }, transaction });
      const name = `${row.owner}/${row.name}`;
      await events.record(transaction, {
        level: 'info',
        kind: 'repositories.purged',
        message: `The history of ${name}, which was removed earlier, was deleted for good`,
        actor: { name: 'retention' },
        tenantId: Number(row.tenant_id),
        repositoryId: id,
        target: name,
      });
      await database.touch(transaction, 'traffic');
      await database.touch(transaction, 'repositories');
      return 1;
    });

  // A restored database may give the number out again, to another tenant's repository.
  const forget = (transaction: Transaction, { id, tenant_id }: RepositoryRow): Promise<void> =>
    tenancy.forgetRepository(transaction, Number(tenant_id), Number(id));

  return {
    async isTracked(transaction, id) {
      const where = { id, hidden_at: null };
      return (await repositories.findOne({ attributes: ['id'], where, transaction, raw: true })) !== null;
    },
    async remove(transaction, tenantId, id, withHistory) {
      const where = { id, tenant_id: tenantId, hidden_at: null };
      const row = await repositories.findOne({ where, transaction, raw: true });
      if (!row) return null;
      if (withHistory) {
        await forget(transaction, row);
        await repositories.destroy({ where, transaction });
        await database.touch(transaction, 'traffic');
      } else {
        await repositories.update({ hidden_at: github.clocks().later }, { where, transaction });
      }
      await database.touch(transaction, 'repositories');
      return repositoryOf(row);
    },
    async purge(before) {
      const where = { hidden_at: { [Op.lt]: before } };
      const rows = await repositories.findAll({
        attributes: ['id'],
        where,
        order: [['id', 'ASC']],
        raw: true,
      });
      let purged = 0;
      for (const { id } of rows) purged += await purgeOne(Number(id), before);
      return purged;
    },
  };
}
