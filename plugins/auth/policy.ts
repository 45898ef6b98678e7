import Boom from '@hapi/boom';
import type { Lifecycle, RequestRoute, Server } from '@hapi/hapi';
import type { Policy } from './api.js';

const policyOf = (route: RequestRoute): Policy | undefined => route.settings.plugins?.policy;

/** onPreStart: default is closed. A route that does not say who may use it ends the start. */
export function requirePolicies(server: Server): void {
  const open = server.table().filter((route) => policyOf(route as unknown as RequestRoute) === undefined);
  if (open.length) {
    const names = open.map((route) => `${route.method.toUpperCase()} ${route.path}`);
    throw new Error(`routes without a policy: ${names.join(', ')}`);
  }
}

/**
 * onPostAuth: a session where the policy wants one. Who asked for a page is led to the sign-in; a form that arrives
 * without a session gets a 401 page, never a redirect to a provider. Roles are checked by tenancy.
 */
export const enforce: Lifecycle.Method = (request, h) => {
  const { fault } = request.plugins.auth ?? {};
  if (fault) throw Boom.boomify(fault, { statusCode: 503, message: 'The database does not answer' });
  const policy = policyOf(request.route);
  if (policy === 'anyone' || policy === 'event' || request.auth.isAuthenticated) return h.continue;
  if (request.method !== 'get' || request.headers['hx-request'] || request.route.settings.plugins?.json)
    throw Boom.unauthorized();
  const next = encodeURIComponent(request.path + request.url.search);
  return h.redirect(`/login?next=${next}`).takeover();
};
