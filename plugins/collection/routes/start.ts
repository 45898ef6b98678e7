import Boom from '@hapi/boom';
import type { ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import type { Auth } from '../../auth/api.js';
import { type PagePlugins, pageFor } from '../present.js';
import { seenBy } from '../seen.js';
import { ROLES } from './roles.js';

/** `POST /admin/collectStats`: starts a collection in the background of the process and shows its progress. */
export function start(plugins: PagePlugins, auth: Auth): ServerRoute {
  return {
    method: 'POST',
    path: '/admin/collectStats',
    options: {
      plugins: { policy: ROLES },
      validate: {
        query: Joi.object({ tenant: Joi.number().integer().min(1) }),
        payload: Joi.object({ what: Joi.valid('due', 'all').default('due') }),
      },
    },
    async handler(request, h) {
      const { what } = request.payload as { what: 'due' | 'all' };
      const { all, tenant, collects } = await seenBy(plugins.tenancy, request);
      if (!all && !collects.length) throw Boom.notFound();
      const { begun } = await plugins.runner.start({
        trigger: 'person',
        actor: auth.actor(request),
        all: what === 'all',
        ...(!all && { tenantIds: collects }),
      });
      const notice = begun ? 'started' : 'busy';
      if (!request.headers['hx-request']) {
        const kept = tenant === undefined ? '' : `&tenant=${tenant}`;
        return h.redirect(`/admin/collectStats?notice=${notice}${kept}`).code(303);
      }
      return h.page('collection/status', { ...(await pageFor(plugins, request)), told: notice }, [
        'progress',
      ]);
    },
  };
}
