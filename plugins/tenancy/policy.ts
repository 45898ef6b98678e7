import Boom from '@hapi/boom';
import type { Lifecycle } from '@hapi/hapi';

/**
 * onPostAuth, after auth's: a policy that lists roles is held against the person's grants. What one may not see does
 * not exist for one: 404, not 403.
 */
export const enforceRoles: Lifecycle.Method = (request, h) => {
  const policy = request.route.settings.plugins?.policy;
  if (!policy || typeof policy === 'string') return h.continue;
  const held = request.auth.credentials.grants ?? [];
  if (!held.some((grant) => policy.includes(grant.role))) throw Boom.notFound();
  return h.continue;
};
