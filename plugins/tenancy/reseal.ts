import type { Database } from '../database/api.js';
import type { Security } from '../security/api.js';
import type { Resealed, Tenancy } from './api.js';
import type { Models } from './models.js';
import { LABEL, rowName } from './sealing.js';

/** Makes `reseal` of tenancy/api.ts. A transaction a token: broken off anywhere, each is sealed by one key or the other. */
export function resealing(
  database: Database,
  security: Security,
  { credentials }: Models,
): Pick<Tenancy, 'reseal'> {
  const one = (
    id: number,
    forget: boolean,
  ): Promise<keyof Omit<Resealed, 'unreadable'> | 'unreadable' | null> =>
    database.write(async (transaction) => {
      const row = await credentials.findByPk(id, { transaction, raw: true });
      if (!row) return null;
      if (security.sealedNow(row.sealed)) return 'already';
      const name = rowName(Number(row.tenant_id));
      let token: string;
      try {
        token = security.open(LABEL, name, row.sealed);
      } catch {
        if (forget) await credentials.destroy({ where: { id, sealed: row.sealed }, transaction });
        if (forget) await database.touch(transaction, 'access');
        return 'unreadable';
      }
      // Only over what was read: a token that somebody enters meanwhile stays.
      const where = { id, sealed: row.sealed };
      await credentials.update({ sealed: security.seal(LABEL, name, token) }, { where, transaction });
      return 'resealed';
    });

  return {
    async reseal(progress = () => undefined, forget = false) {
      const rows = await credentials.findAll({
        attributes: ['id', 'tenant_id'],
        order: [['id', 'ASC']],
        raw: true,
      });
      const counts: Resealed = { resealed: 0, already: 0, unreadable: [] };
      for (const [at, { id, tenant_id }] of rows.entries()) {
        const became = await one(Number(id), forget);
        if (became === 'unreadable') counts.unreadable.push(Number(tenant_id));
        else if (became) counts[became] += 1;
        progress(at + 1, rows.length);
      }
      return counts;
    },
  };
}
