import type { Request } from '@hapi/hapi';
import type { Database } from '../database/api.js';
import type { Tenancy } from './api.js';

type Choices = { id: number; name: string }[];

/** The tenants of which a person may see something, for the menu in the page's head; `?tenant=` says which is shown. */
export function tenantSwitch({ tenants }: Pick<Tenancy, 'tenants'>, database: Pick<Database, 'revisions'>) {
  // Every page has the menu: names are asked again when something of `access` has moved.
  let known = new Map<string, Promise<Choices>>();
  let revision = -1;

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
    const { access } = await database.revisions(request);
    if (access !== revision) {
      known = new Map();
      revision = access;
    }
    const key = [...ids].sort((a, b) => a - b).join();
    const of = known;
    const before = of.get(key);
    if (before) return before;
    const asked = chosenFrom(ids);
    of.set(key, asked);
    // A fault is not kept.
    asked.catch(() => of.delete(key));
    return asked;
  };
}
