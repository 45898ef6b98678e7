import type { Request, ResponseObject, ResponseToolkit } from '@hapi/hapi';
import Joi from 'joi';
import type { Tenant } from '../tenancy/api.js';
import type { Outcome } from './adding.js';
import { type Asked, hrefOf, table } from './table.js';

/** The address of the list. Sort and page are texts: what makes no sense there becomes the nearest that does. */
export const asked = Joi.object({
  search: Joi.string().allow('').max(200),
  sort: Joi.string().allow('').max(20),
  page: Joi.string().allow('').max(20),
  tenant: Joi.number().integer().min(1),
  first: Joi.string().allow('').max(1),
  removed: Joi.number().integer().min(1),
});

export interface Shown {
  /** What stays in the field, and its message. */
  text?: string;
  error?: string | undefined;
  outcomes?: Outcome[] | undefined;
  /** What was done, in a sentence. */
  done?: string | undefined;
  first?: boolean;
  panels?: { template: string; data: object }[];
}

/** The list of repositories, with what there is to say after a change. */
export async function listPage(
  request: Request,
  h: ResponseToolkit,
  query: Asked,
  shown: Shown = {},
): Promise<ResponseObject> {
  const { repositories, tenancy, views } = request.server.plugins;
  const owned = await managed(request);
  const own = ownedBy(request);
  const search = query.search?.trim() ?? '';
  const all = await repositories.visible(tenancy.scope(request), { search });
  const tenants = new Map((await tenancy.tenants()).map(({ id, name }) => [id, name]));
  const several = new Set(all.map(({ tenantId }) => tenantId)).size > 1;
  const { rows, ...rest } = table(all, { ...query, search });
  const data = {
    ...shown,
    ...rest,
    added: shown.outcomes?.filter((one) => 'repository' in one) ?? [],
    refused: shown.outcomes?.filter((one) => 'refusal' in one) ?? [],
    search,
    files: await views.panels('repositories', request),
    hidden: { ...(query.sort && { sort: query.sort }), ...(query.tenant && { tenant: query.tenant }) },
    owned,
    several,
    // A form says which tenant it changes, wherever there may be several.
    suffix: owned && (query.tenant || own.size > 1) ? `?tenant=${owned.id}` : '',
    others: query.tenant ? [] : [...own].filter((id) => id !== owned?.id).map((id) => otherOf(id, tenants)),
    rows: rows.map((row) => ({
      ...row,
      tenant: tenants.get(row.tenantId),
      remove: own.has(row.tenantId)
        ? removeHref(row.id, own.size > 1 ? { ...query, tenant: row.tenantId } : query)
        : null,
    })),
  };
  return h.page('repositories/list', data, ['repository-table']);
}

const removeHref = (id: number, { search, sort, page, tenant }: Asked): string =>
  hrefOf({ repoid: id, search, sort, page, tenant }).replace('/list', '/remove');

const otherOf = (id: number, names: Map<number, string>) => ({
  name: names.get(id) ?? '',
  href: hrefOf({ tenant: id }),
});

/** The tenants of which the person may change the repositories. */
function ownedBy(request: Request): Set<number> {
  const grants = request.auth.credentials.grants ?? [];
  return new Set(grants.filter(({ role }) => role === 'tenant').map(({ tenantId }) => tenantId));
}

/** The tenant whose repositories the person may change, or null. */
export async function managed(request: Request): Promise<Tenant | null> {
  const { tenancy } = request.server.plugins;
  if (!tenancy.has(request, 'tenant')) return null;
  try {
    return await tenancy.manages(request);
  } catch (error) {
    // `?tenant=` names one where the person only reads.
    if ((error as { output?: { statusCode?: number } }).output?.statusCode === 404) return null;
    throw error;
  }
}
