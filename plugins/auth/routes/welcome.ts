import type { Lifecycle, ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import { LANDING } from '../next-path.js';
import type { Way } from '../providers.js';
import type { Setup } from '../setup-code.js';

/** GET /: what this is, and the way in. Who is signed in goes on to the overview, where this deployment has one. */
export function welcome(ways: Way[], setup: Setup): ServerRoute {
  const handler: Lifecycle.Method = async (request, h) => {
    const overview = request.server.match('get', LANDING)?.path === LANDING;
    if (request.auth.isAuthenticated && overview) return h.redirect(LANDING);
    return h.page('auth/welcome', {
      waiting: await setup.waits(),
      ways: ways.map(({ label, start }) => ({ label, href: start })),
    });
  };
  return {
    method: 'GET',
    path: '/',
    handler,
    options: {
      plugins: {
        policy: 'anyone',
        loose: { query: 'Whoever links to the first page may add what they like to its address.' },
      },
      validate: { query: Joi.object().unknown() },
    },
  };
}
