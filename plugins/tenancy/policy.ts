import Boom from '@hapi/boom';
import type { Lifecycle } from '@hapi/hapi';
import type { Tenancy } from './api.js';

// Sign-ins lead here. Who has nothing to see yet is led on to what there is to do, not to an error.
const LANDING = '/overview';

/**
 * onPostAuth, after auth's: a policy that lists roles is held against the person's grants. What one may not see does
 * not exist for one: 404, not 403.
 */
export function enforceRoles({ initialized }: Pick<Tenancy, 'initialized'>): Lifecycle.Method {
  return async (request, h) => {
    const policy = request.route.settings.plugins?.policy;
    if (!policy || typeof policy === 'string') return h.continue;
    const held = request.auth.credentials.grants ?? [];
    if (held.some((grant) => policy.includes(grant.role))) return h.continue;
    if (request.path !== LANDING) throw Boom.notFound();
    return h.redirect((await initialized()) ? '/user/profile' : '/admin/initialize-app').takeover();
  };
}
