import type { Request } from '@hapi/hapi';
import type { Repository } from '../repositories/api.js';
import type { Tenancy } from '../tenancy/api.js';

/** What the person of a request may know of collecting. */
export interface Seen {
  /** Administrator or maintainer: the counts of all tenants, but no names of what is not theirs. */
  all: boolean;
  /** Tenants of which the person holds the role `tenant`. */
  own: { id: number; name: string }[];
  /** The one tenant that the address names. */
  tenant: number | undefined;
  /** Tenants that the person may collect for. */
  collects: number[];
}

export async function seenBy(tenancy: Tenancy, request: Request): Promise<Seen> {
  const { tenant } = request.query as { tenant?: number };
  const all = tenant === undefined && tenancy.has(request, 'administrator', 'maintainer');
  const held = (request.auth.credentials?.grants ?? []).filter(({ role }) => role === 'tenant');
  const ids = new Set(held.map(({ tenantId }) => tenantId));
  const tenants = await tenancy.tenants();
  const collects = (await tenancy.collects(request)).map(({ id }) => id);
  const own = tenants.filter(({ id }) => ids.has(id) && (tenant === undefined || id === tenant));
  return { all, own, tenant, collects };
}

/** Undefined for everything, where the person sees the counts of all. */
export const tenantsOf = ({ all, own }: Seen): number[] | undefined =>
  all ? undefined : own.map(({ id }) => id);

export const named = ({ owner, name }: Pick<Repository, 'owner' | 'name'>): string => `${owner}/${name}`;
