import type { ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import type { SessionCookie } from '../cookies.js';
import type { Sessions } from '../sessions.js';

/** GET /logout asks; POST /logout ends the session, its cookie, and what the browser kept of the pages. */
export function logout(sessions: Sessions, cookie: SessionCookie): ServerRoute[] {
  const plugins = { policy: 'anyone' as const };
  return [
    {
      method: 'GET',
      path: '/logout',
      handler: (request, h) => (request.auth.isAuthenticated ? h.page('auth/logout') : h.redirect('/')),
      options: { plugins, validate: { query: Joi.object({}) } },
    },
    {
      method: 'POST',
      path: '/logout',
      async handler(request, h) {
        const secret = cookie.secretOf(request);
        if (secret) await sessions.endSession(secret);
        return h.redirect('/').code(303).unstate(cookie.name).header('Clear-Site-Data', '"cache"');
      },
      options: { plugins, validate: { query: Joi.object({}), payload: Joi.object({}).allow(null) } },
    },
  ];
}
