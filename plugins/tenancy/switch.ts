import type { Request } from '@hapi/hapi';
import type { Tenancy } from './api.js';

/** The tenants of which a person may see something, for the menu in the page's head; `?tenant=` says which is shown. */
export function tenantSwitch({ tenants }: Pick<Tenancy, 'tenants'>) {
  return async (request: Request): Promise<{ id: number; name: string }[]> => {
    if (!request.auth.isAuthenticated) return [];
    const grants = request.auth.credentials.grants ?? [];
    const ids = new Set(grants.map(({ tenantId }) => tenantId));
    // 0 is the installation, which is no tenant.
    ids.delete(0);
    if (!ids.size) return [];
    return (await tenants()).filter(({ id }) => ids.has(id)).map(({ id, name }) => ({ id, name }));
  };
}
