import type { Lifecycle, Request, ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import type { Database } from '../../database/api.js';
import type { Events } from '../../events/api.js';
import type { Auth } from '../api.js';
import type { SessionCookie } from '../cookies.js';
import { type Limits, orWait } from '../limits.js';
import type { LocalAccounts } from '../local-accounts.js';
import { faults, newPassword } from '../password-rules.js';
import type { Passwords } from '../passwords.js';

interface Needs {
  database: Database;
  events: Events;
  auth: Pick<Auth, 'actor' | 'endSessions' | 'startSession' | 'user'>;
  cookie: SessionCookie;
  local: LocalAccounts;
  passwords: Passwords;
  limits: Limits;
}

const PAGE = 'auth/password';

/** GET and POST /user/password: a new password; every other session of the person ends. */
export function changePassword(needs: Needs): ServerRoute[] {
  const { database, events, auth, cookie, local, passwords } = needs;
  const schema = Joi.object({
    current: Joi.string().max(200).required(),
    password: newPassword,
    repeated: Joi.any().valid(Joi.ref('password')).required(),
  });
  const replace = (request: Request, hash: string): Promise<string> =>
    database.write(async (transaction) => {
      const { id, name } = auth.user(request)!;
      await local.setPassword(transaction, id, hash);
      await auth.endSessions(transaction, id);
      const message = `${name} changed the password`;
      const actor = auth.actor(request);
      await events.record(transaction, { level: 'info', kind: 'auth.password-changed', message, actor });
      return auth.startSession(transaction, id, request);
    });
  const handler: Lifecycle.Method = async (request, h) => {
    const form = request.payload as { current: string; password: string };
    const { id } = auth.user(request)!;
    orWait(await needs.limits.present.consume(String(id)));
    if (!(await local.matches(id, form.current))) {
      return (await h.page(PAGE, { errors: { current: 'This is not your password.' } })).code(422);
    }
    await needs.limits.present.forget(String(id));
    h.state(cookie.name, { secret: await replace(request, await passwords.hash(form.password)) });
    return h.redirect('/user/profile').code(303);
  };
  const options = { plugins: { policy: 'signed-in' as const } };
  return [
    {
      method: 'GET',
      path: '/user/password',
      handler: (_request, h) => h.page(PAGE, { errors: {} }),
      options: { ...options, validate: { query: Joi.object({}) } },
    },
    {
      method: 'POST',
      path: '/user/password',
      handler,
      options: {
        ...options,
        validate: { query: Joi.object({}), payload: schema, failAction: faults(schema, PAGE, []) },
      },
    },
  ];
}
