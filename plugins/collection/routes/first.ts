import Boom from '@hapi/boom';
import type { ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import type { Auth } from '../../auth/api.js';
import type { GitHub } from '../../github/api.js';
import type { Traffic } from '../../traffic/api.js';
import { type Arrived, arrivedOf } from '../arrived.js';
import type { PagePlugins } from '../present.js';

export interface FirstPlugins extends PagePlugins {
  auth: Auth;
  github: GitHub;
  traffic: Traffic;
}

/** `POST /repos/{id}/collect`: the round of one repository, at once and beside a run; answers what arrived. */
export function first(plugins: FirstPlugins): ServerRoute {
  const { tenancy, repositories, runner, auth } = plugins;
  return {
    method: 'POST',
    path: '/repos/{id}/collect',
    options: {
      plugins: { policy: ['tenant'] },
      validate: {
        params: Joi.object({ id: Joi.number().integer().min(1).required() }),
        query: Joi.object({}),
        payload: Joi.object({}),
      },
    },
    async handler(request, h) {
      const id = Number(request.params['id']);
      const [repository] = await repositories.visible(tenancy.scope(request), { ids: [id] });
      const mine = (await tenancy.collects(request)).some((tenant) => tenant.id === repository?.tenantId);
      if (!repository || !mine) throw Boom.notFound();
      const { result } = await runner.start({
        trigger: 'added',
        actor: auth.actor(request),
        all: true,
        tenantIds: [repository.tenantId],
        repositoryIds: [id],
      });
      const arrived: Arrived = await arrivedOf(plugins, repository, await result);
      return h.page('collection/first', { arrived });
    },
  };
}
