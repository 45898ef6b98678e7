import Boom from '@hapi/boom';
import type { Lifecycle, Request, ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import type { Events } from '../../events/api.js';
import type { Auth } from '../api.js';
import type { LocalAccounts } from '../local-accounts.js';
import { LANDING } from '../next-path.js';
import { faults, newPassword } from '../password-rules.js';
import type { Passwords } from '../passwords.js';
import type { SignIn } from '../sign-in.js';
import type { Tickets } from '../tickets.js';
import type { Meaning } from './link.js';

interface Needs {
  read: (request: Request, code: string) => Promise<Meaning>;
  local: LocalAccounts;
  passwords: Passwords;
  tickets: Tickets;
  signIn: SignIn;
  events: Events;
  users: Auth['users'];
  auth: Pick<Auth, 'endSessions'>;
  address: (request: Request) => string;
  /** No provider: people have passwords. */
  hasPasswords: boolean;
}

const FOR_EVER = new Date('9999-12-31T00:00:00Z');
const gone = (): Error => Boom.forbidden('This link is not valid, or not any more.');

/** POST /login/account: the set-up link's form; makes the first account and signs it in. */
export function account(needs: Needs): ServerRoute {
  const schema = Joi.object({
    setupcode: Joi.string().max(500).required(),
    name: Joi.string().trim().max(100).required(),
    email: Joi.string()
      .trim()
      .email({ tlds: { allow: false } })
      .max(254)
      .required(),
    password: newPassword,
    repeated: Joi.any().valid(Joi.ref('password')).required(),
  });
  const handler: Lifecycle.Method = async (request, h) => {
    const { setupcode, name, email, password } = request.payload as Record<string, string> as {
      setupcode: string;
      name: string;
      email: string;
      password: string;
    };
    if ((await needs.read(request, setupcode)).kind !== 'set-up') throw gone();
    const hash = await needs.passwords.hash(password);
    return needs.signIn.enter(
      request,
      h,
      async (transaction) => {
        // Of several at once, one: the row's key decides.
        if (!(await needs.tickets.spend(transaction, 'the first account', FOR_EVER))) throw gone();
        const user = await needs.local.create(transaction, { name, email, hash });
        await needs.events.record(transaction, {
          level: 'info',
          kind: 'auth.account-created',
          message: `${name} made the first account with the set-up link`,
          actor: { ...user, userId: user.id, address: needs.address(request) },
          target: email,
        });
        return user;
      },
      'set-up link',
      '/admin/initialize-app',
    );
  };
  const failAction = faults(schema, 'auth/account', ['setupcode', 'name', 'email']);
  return {
    method: 'POST',
    path: '/login/account',
    handler,
    options: {
      plugins: { policy: 'anyone' },
      validate: { query: Joi.object({}), payload: schema, failAction },
    },
  };
}

/** POST /login/renew: a sign-in link's form; uses the link up, sets the new password where there are any, signs in. */
export function renew(needs: Needs): ServerRoute {
  const schema = Joi.object({
    setupcode: Joi.string().max(500).required(),
    ...(needs.hasPasswords && {
      password: newPassword,
      repeated: Joi.any().valid(Joi.ref('password')).required(),
    }),
  });
  const handler: Lifecycle.Method = async (request, h) => {
    const { setupcode, password } = request.payload as { setupcode: string; password?: string };
    const meaning = await needs.read(request, setupcode);
    if (meaning.kind !== 'person') throw gone();
    const [user] = await needs.users([meaning.userId]);
    if (!user) throw gone();
    const hash = password === undefined ? undefined : await needs.passwords.hash(password);
    return needs.signIn.enter(
      request,
      h,
      async (transaction) => {
        if ((await needs.tickets.redeem(transaction, setupcode)) === undefined) throw gone();
        if (hash === undefined) return user;
        await needs.local.setPassword(transaction, user.id, hash);
        // Who needed a new password may have lost the old one to somebody who is signed in with it.
        await needs.auth.endSessions(transaction, user.id);
        await needs.events.record(transaction, {
          level: 'info',
          kind: 'auth.password-changed',
          message: `${user.name} chose a new password by a sign-in link`,
          actor: { ...user, userId: user.id, address: needs.address(request) },
        });
        return user;
      },
      'sign-in link',
      LANDING,
    );
  };
  const failAction = faults(schema, 'auth/renew', ['setupcode'], { local: needs.hasPasswords });
  return {
    method: 'POST',
    path: '/login/renew',
    handler,
    options: {
      plugins: { policy: 'anyone' },
      validate: { query: Joi.object({}), payload: schema, failAction },
    },
  };
}
