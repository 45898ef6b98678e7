import Boom from '@hapi/boom';
import type { Tenancy } from './api.js';
import type { Models } from './models.js';

/** Makes `initialize` of tenancy/api.ts. */
export function firstRun(
  tables: Models,
  { createTenant, grant }: Pick<Tenancy, 'createTenant' | 'grant'>,
  now: () => Date,
): Pick<Tenancy, 'initialize'> {
  return {
    async initialize(transaction, userId, given) {
      try {
        await tables.installation.create({ id: 1, initialized_at: now() }, { transaction });
      } catch (error) {
        // The row's key decides the race: who comes second finds nothing to set up.
        if ((error as Error).name === 'SequelizeUniqueConstraintError') throw Boom.notFound();
        throw error;
      }
      const tenant = await createTenant(transaction, given);
      await grant(transaction, userId, { tenantId: 0, repositoryId: 0, role: 'administrator' });
      await grant(transaction, userId, { tenantId: tenant.id, repositoryId: 0, role: 'tenant' });
      return tenant;
    },
  };
}
