import Boom from '@hapi/boom';
import type { Lifecycle, Request, ResponseToolkit, ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import type { Transaction } from 'sequelize';
import type { User } from '../../auth/api.js';
import { accepting, WRONG } from '../accepting.js';
import { addressFault, faultsOf, text } from '../form-rules.js';
import { secretOf } from '../invitations.js';
import type { Needs } from './needs.js';

interface Account {
  code: string;
  name: string;
  email: string;
  password: string;
  repeated: string;
}

function accountFaults({ name, email, password, repeated }: Account): Record<string, string> {
  const length = password.length >= 12 && password.length <= 200;
  return faultsOf({
    name: name ? undefined : 'Enter your name.',
    email: addressFault(email),
    password: length ? undefined : 'Choose at least 12 characters, at most 200.',
    repeated: password === repeated ? undefined : 'The two passwords are not the same.',
  });
}

/**
 * GET /invitation: the field for a code, which static/enhance.js fills from behind the #. POST /invitation accepts it
 * for who is signed in; who is not is led to the sign-in first, the code kept in a cookie for ten minutes, or, where
 * people have passwords here, to POST /invitation/account.
 */
export function invitation(needs: Needs): ServerRoute[] {
  const { auth, codes, address, cookie, database } = needs;
  const accept = accepting(needs);

  const kept = (request: Request): string => {
    const value = request.state[cookie] as unknown;
    return typeof value === 'string' ? value : '';
  };
  const page = async (request: Request, h: ResponseToolkit, code: string, error?: string) =>
    h.page('tenancy/invitation', {
      ...{ code, error, local: auth.hasPasswords() },
      advice: await auth.addressAdvice(request),
    });

  function orWait(seconds: number): void {
    if (!seconds) return;
    const error = Boom.tooManyRequests(`Too many attempts. Wait ${seconds} seconds, then try again.`);
    error.output.headers['retry-after'] = String(seconds);
    throw error;
  }

  const show: Lifecycle.Method = (request, h) => page(request, h, kept(request));

  const take: Lifecycle.Method = async (request, h) => {
    const code = secretOf((request.payload as { code: string }).code);
    const user = auth.user(request);
    if (!code) return (await page(request, h, '', 'Paste the code here, or the whole link.')).code(422);
    if (!user) {
      if (auth.hasPasswords()) return h.page('tenancy/invitation-account', { code, form: {}, errors: {} });
      return (await h.page('tenancy/invitation-sign-in', {})).state(cookie, code);
    }
    try {
      const { tenantId } = await database.write((transaction) => accept(transaction, code, user, request));
      return h.redirect(`/overview?tenant=${tenantId}`).code(303).unstate(cookie);
    } catch (error) {
      if (!Boom.isBoom(error, 422)) throw error;
      // Only wrong ones wait: the right one cannot be guessed, and wrong ones may be somebody else's.
      orWait(await codes.consume(address(request)));
      return (await page(request, h, '', WRONG)).code(422).unstate(cookie);
    }
  };

  const join: Lifecycle.Method = async (request, h) => {
    if (!auth.hasPasswords()) throw Boom.notFound();
    const form = request.payload as Account;
    const again = async (errors: object) => {
      const shown = { code: form.code, form: { name: form.name, email: form.email }, errors };
      return (await h.page('tenancy/invitation-account', shown)).code(422);
    };
    const errors = accountFaults(form);
    if (Object.keys(errors).length) return again(errors);
    const also = async (transaction: Transaction, user: User) => {
      await accept(transaction, secretOf(form.code), user, request);
    };
    const wrong = () =>
      again({ email: `${WRONG} If you have an account here, its password belongs into this form.` });
    // Nobody else makes us hash a password, which takes long, one at a time: sign-ins would wait behind it.
    const isGood = () => needs.invitations.isGood(secretOf(form.code), form.email);
    if (!(await database.within('everything', isGood))) {
      orWait(await codes.consume(address(request)));
      return wrong();
    }
    // A password may be tried here too, by who has the code: counted by the code, which nobody else has.
    orWait(await codes.consume(`code ${secretOf(form.code)}`));
    try {
      const entered = await auth.join(request, h, form, also, '/overview');
      if (!entered) return wrong();
      return entered;
    } catch (error) {
      if (Boom.isBoom(error, 422) || Boom.isBoom(error, 409)) return wrong();
      throw error;
    }
  };

  const plugins = { policy: 'anyone' as const };
  const password = Joi.string().allow('').max(1000).default('');
  const account = Joi.object({ code: text, name: text, email: text, password, repeated: password });
  const post = (path: string, handler: Lifecycle.Method, payload: Joi.Schema): ServerRoute => ({
    method: 'POST',
    path,
    handler,
    options: { plugins, validate: { query: Joi.object({}), payload } },
  });
  return [
    {
      method: 'GET',
      path: '/invitation',
      handler: show,
      options: { plugins, validate: { query: Joi.object({}) } },
    },
    post('/invitation', take, Joi.object({ code: text })),
    post('/invitation/account', join, account),
  ];
}
