import Boom from '@hapi/boom';
import type { Request } from '@hapi/hapi';
import type { Role } from '../auth/api.js';
import type { Grant, Tenancy } from './api.js';

const held = (request: Request): Grant[] =>
  request.auth.isAuthenticated ? (request.auth.credentials.grants ?? []) : [];

const wantedBy = (request: Request): unknown => (request.query as Record<string, unknown>)['tenant'];

// `?tenant=` narrows what is seen; it never widens it.
function chosen(request: Request): (grant: Grant) => boolean {
  const wanted = wantedBy(request);
  return wanted === undefined ? () => true : (grant) => grant.tenantId === Number(wanted);
}

/** Makes the verbs of tenancy/api.ts that say what a request may see and change. */
export function scopes(
  rows: Pick<Tenancy, 'tenants'>,
): Pick<Tenancy, 'has' | 'scope' | 'manages' | 'collects'> {
  const has = (request: Request, ...roles: Role[]): boolean =>
    held(request).some((grant) => roles.includes(grant.role));
  const own = (request: Request): number[] =>
    held(request)
      .filter((grant) => grant.role === 'tenant')
      .filter(chosen(request))
      .map((grant) => grant.tenantId);
  return {
    has,
    scope(request) {
      const seen = held(request).filter(chosen(request));
      return {
        tenantIds: [
          ...new Set(
            seen.filter(({ role }) => role === 'tenant' || role === 'viewer').map((grant) => grant.tenantId),
          ),
        ],
        repositoryIds: seen
          .filter(({ role }) => role === 'repository-viewer')
          .map((grant) => grant.repositoryId),
      };
    },
    async manages(request) {
      const ids = own(request);
      const [tenant, ...others] = (await rows.tenants()).filter(({ id }) => ids.includes(id));
      if (!tenant) throw Boom.notFound();
      // What changes something must not guess: another tenant may have become the first since the page was opened.
      if (others.length && request.method === 'post')
        throw Boom.badRequest('You own several tenants: say in the address which one, e.g. ?tenant=1.');
      return tenant;
    },
    async collects(request) {
      const all = await rows.tenants();
      const wanted = wantedBy(request);
      if (has(request, 'administrator', 'maintainer'))
        return wanted === undefined ? all : all.filter(({ id }) => id === Number(wanted));
      const ids = own(request);
      return all.filter(({ id }) => ids.includes(id));
    },
  };
}
