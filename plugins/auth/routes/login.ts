import Boom from '@hapi/boom';
import type { Lifecycle, Request, ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import type { Security } from '../../security/api.js';
import type { Auth } from '../api.js';
import type { Devices } from '../devices.js';
import { tooMany } from '../fair-queue.js';
import { countAttempt, forgetAttempts, type Limits } from '../limits.js';
import type { LocalAccounts } from '../local-accounts.js';
import { LANDING, nextPath } from '../next-path.js';
import { LONGEST, type Passwords } from '../passwords.js';
import type { Way } from '../providers.js';
import type { Setup } from '../setup-code.js';
import type { SignIn } from '../sign-in.js';
import type { SignInFailures } from '../sign-in-failures.js';

interface Needs {
  ways: Way[];
  local: LocalAccounts;
  signIn: SignIn;
  failures: SignInFailures;
  devices: Devices;
  passwords: Passwords;
  limits: Limits;
  setup: Setup;
  users: Auth['users'];
  security: Pick<Security, 'network'>;
}

/** The query of `/login` that leads to `next`. */
export const wanted = (next: string): string => (next === LANDING ? '' : `?next=${encodeURIComponent(next)}`);

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
  const attemptOf = async (request: Request, account: string) => {
    const userId = await needs.local.userOf(account);
    const device = userId === undefined ? undefined : needs.devices.markOf(request, userId);
    return { account, network: needs.security.network(request), device };
  };
  const handler: Lifecycle.Method = async (request, h) => {
    const form = request.payload as { email: string; password: string; next: string };
    const email = form.email.trim().toLowerCase();
    const attempt = await attemptOf(request, email);
    const turn = { network: attempt.network, known: attempt.device !== undefined };
    // Asked first: who floods the form fills no counters.
    if (needs.passwords.isFull(turn)) throw tooMany();
    await countAttempt(needs.limits, attempt);
    const userId = await needs.local.check(email, form.password, turn);
    const [user] = userId === undefined ? [] : await needs.users([userId]);
    if (user) {
      await forgetAttempts(needs.limits, attempt);
      return needs.signIn.enter(request, h, async () => user, 'password', nextPath(form.next));
    }
    await needs.failures.refused(request, 'password', 'the address or the password is wrong');
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
