import type { Request } from '@hapi/hapi';
import type { Database } from '../database/api.js';
import type { Tenancy } from './api.js';

type Choices = { id: number; name: string }[];

/** For how many different sets of tenants the names are kept. */
const MOST = 1_000;

/** The tenants of which a person may see something, for the menu in the page's head; `?tenant=` says which is shown. */
export function tenantSwitch({ tenants }: Pick<Tenancy, 'tenants'>, database: Pick<Database, 'createCache'>) {
  // Every page has the menu: names are asked again when something of `access` has moved.
  const cache = database.createCache<Choices>({ revision: 'access', maxEntries: MOST });

  async function chosenFrom(ids: Set<number>): Promise<Choices> {
    return (await tenants()).filter(({ id }) => ids.has(id)).map(({ id, name }) => ({ id, name }));
  }

  return async (request: Request): Promise<Choices> => {
    if (!request.auth.isAuthenticated) return [];
    const grants = request.auth.credentials.grants ?? [];
    const ids = new Set(grants.map(({ tenantId }) => tenantId));
    // 0 is the installation, which is no tenant.
    ids.delete(0);
    if (!ids.size) return [];
    const key = [...ids].sort((a, b) => a - b).join();
    return cache.get(key, () => chosenFrom(ids), request);
  };
}
