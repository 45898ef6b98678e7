import type { ServerRoute } from '@hapi/hapi';
import Joi from 'joi';

/** GET /demo signs in as the demo's administrator; it exists only in the demo, which listens on loopback only. */
export function enter(userId: () => number): ServerRoute {
  return {
    method: 'GET',
    path: '/demo',
    options: { plugins: { policy: 'anyone' }, validate: { query: Joi.object({}) } },
    async handler(request, h) {
      const { auth, database, views } = request.server.plugins;
      const secret = await database.write((transaction) => auth.startSession(transaction, userId(), request));
      const cookie = `${await auth.cookie(secret)}; HttpOnly; SameSite=Lax; Path=${views.url('/')}`;
      return h.redirect('/overview').header('set-cookie', cookie);
    },
  };
}
