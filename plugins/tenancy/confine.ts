import type { Lifecycle, Request } from '@hapi/hapi';
import type { Role } from '../auth/api.js';
import type { Database, Reach } from '../database/api.js';

const OVER_ALL: readonly Role[] = ['administrator', 'maintainer'];

/** All that the person of the request may see anywhere, whatever the address narrows it to. */
function reachOf(request: Request): Reach {
  const grants = request.auth.isAuthenticated ? (request.auth.credentials.grants ?? []) : [];
  const policy = request.route.settings.plugins?.policy;
  // Only on their own routes: elsewhere an administrator is a person with the roles that he has there.
  const ruling = Array.isArray(policy) ? OVER_ALL.filter((role) => policy.includes(role)) : [];
  if (grants.some(({ role }) => ruling.includes(role))) return 'everything';
  const whole = grants.filter(({ role }) => role === 'tenant' || role === 'viewer');
  const single = grants.filter(({ role }) => role === 'repository-viewer');
  return {
    tenantIds: whole.map(({ tenantId }) => tenantId),
    repositoryIds: single.map(({ repositoryId }) => repositoryId),
  };
}

/**
 * onPostAuth, the second belt: the database is told whose rows the request may touch, so that a statement that forgets
 * to ask for one tenant's gets no other's.
 */
export function confine(database: Pick<Database, 'confine'>): Lifecycle.Method {
  return (request, h) => {
    database.confine(request, reachOf(request));
    return h.continue;
  };
}
