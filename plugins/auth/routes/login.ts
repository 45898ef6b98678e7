import Boom from '@hapi/boom';
import type { Lifecycle, Request, ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import type { Auth } from '../api.js';
import { type Limits, orWait } from '../limits.js';
import type { LocalAccounts } from '../local-accounts.js';
import { LANDING, nextPath } from '../next-path.js';
import { LONGEST } from '../passwords.js';
import type { Way } from '../providers.js';
import type { Setup } from '../setup-code.js';
import type { SignIn } from '../sign-in.js';

interface Needs {
  ways: Way[];
  local: LocalAccounts;
  signIn: SignIn;
  limits: Limits;
  setup: Setup;
  users: Auth['users'];
  address: (request: Request) => string;
}

const wanted = (next: string): string => (next === LANDING ? '' : `?next=${encodeURIComponent(next)}`);

/** GET /login: straight to the only provider, or a page to choose; without a provider the form for local accounts. */
export function login({ ways, local, setup }: Pick<Needs, 'ways' | 'local' | 'setup'>): ServerRoute {
  const handler: Lifecycle.Method = async (request, h) => {
    const next = nextPath((request.query as { next?: unknown }).next);
    if (request.auth.isAuthenticated) return h.redirect(next);
    const [only, ...others] = ways.map(({ label, start }) => ({ label, href: start + wanted(next) }));
    if (only && !others.length) return h.redirect(only.href);
    if (only) return h.page('auth/choose', { ways: [only, ...others] });
    const begin = (await setup.waits()) && !(await local.any());
    return begin ? h.redirect('/login/link') : h.page('auth/login', { next, form: {}, errors: {} });
  };
  return {
    method: 'GET',
    path: '/login',
    handler,
    options: { plugins: { policy: 'anyone' }, validate: { query: Joi.object({ next: Joi.any() }) } },
  };
}

/** POST /login: address and password. */
export function password(needs: Needs): ServerRoute {
  const handler: Lifecycle.Method = async (request, h) => {
    const form = request.payload as { email: string; password: string; next: string };
    const email = form.email.trim().toLowerCase();
    orWait(await needs.limits.address.consume(needs.address(request)));
    orWait(await needs.limits.account.consume(email));
    const userId = await needs.local.check(email, form.password);
    const [user] = userId === undefined ? [] : await needs.users([userId]);
    if (user) {
      await needs.limits.account.forget(email);
      return needs.signIn.enter(request, h, async () => user, 'password', nextPath(form.next));
    }
    await needs.signIn.refused(request, 'password', 'the address or the password is wrong');
    const errors = { password: 'The address or the password is wrong.' };
    return (await h.page('auth/login', { next: nextPath(form.next), form, errors })).code(422);
  };
  const nonsense: Lifecycle.Method = () => {
    throw Boom.badRequest('That form is not one of ours.');
  };
  return {
    method: 'POST',
    path: '/login',
    handler,
    options: {
      plugins: { policy: 'anyone' },
      validate: {
        query: Joi.object({}),
        payload: Joi.object({
          email: Joi.string().allow('').max(320).default(''),
          password: Joi.string().allow('').max(LONGEST).default(''),
          next: Joi.string().allow('').max(2000).default(''),
        }),
        failAction: nonsense,
      },
    },
  };
}
