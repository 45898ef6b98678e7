import type { ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import { type PagePlugins, pageFor } from '../present.js';
import { ROLES } from './roles.js';

/** `GET /admin/collectStats`: what runs, what fails and what to do, the tokens, the last runs. */
export function show(plugins: PagePlugins): ServerRoute {
  return {
    method: 'GET',
    path: '/admin/collectStats',
    options: {
      plugins: { policy: ROLES },
      validate: {
        query: Joi.object({
          // The run that the page is watching: when it has ended, the whole page is worth a new look.
          watch: Joi.number().integer().min(1),
          notice: Joi.valid('started', 'busy'),
          tenant: Joi.number().integer().min(1),
        }),
      },
    },
    async handler(request, h) {
      const { watch, notice } = request.query as { watch?: number; notice?: string };
      const data = await pageFor(plugins, request);
      const page = await h.page('collection/status', { ...data, told: notice }, ['progress']);
      const over = watch !== undefined && data.progress?.runId !== watch;
      return over ? page.header('HX-Refresh', 'true') : page;
    },
  };
}
