import Boom from '@hapi/boom';
import type { ServerRoute } from '@hapi/hapi';
import Joi from 'joi';

/** Every other address: hapi's own 404 would not know who is signed in, and show the head of a stranger's page. */
export function missing(): ServerRoute {
  return {
    method: 'GET',
    path: '/{missing*}',
    handler: () => {
      throw Boom.notFound();
    },
    options: {
      plugins: {
        policy: 'anyone',
        loose: { query: 'What is not there is not there, whatever stands behind it.' },
      },
      validate: { params: Joi.object({ missing: Joi.string().allow('') }), query: Joi.object().unknown() },
    },
  };
}
