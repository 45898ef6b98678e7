import Boom from '@hapi/boom';
import type { ServerRoute } from '@hapi/hapi';
import Joi from 'joi';

/** The feeds of the first app's tables, which nothing reads any more. */
export const gone: ServerRoute = {
  method: 'GET',
  path: '/data/{name}.txt',
  handler: () => {
    throw Boom.resourceGone(
      'The .txt feeds have ended. The same figures are in /data/repostats.csv, /data/repositories.csv and /data/repostats.json.',
    );
  },
  options: {
    plugins: { policy: 'anyone', loose: { query: 'What is gone is gone, whatever stands behind it.' } },
    validate: { params: Joi.object({ name: Joi.string().max(100) }), query: Joi.object().unknown() },
  },
};
