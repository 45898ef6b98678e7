import type { Lifecycle, Request, ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import { type Limits, orWait } from '../limits.js';
import type { LocalAccounts } from '../local-accounts.js';
import type { Way } from '../providers.js';
import type { Setup } from '../setup-code.js';
import type { Tickets } from '../tickets.js';

interface Needs {
  ways: Way[];
  setup: Setup;
  tickets: Tickets;
  local: LocalAccounts;
  limits: Limits;
  address: (request: Request) => string;
}

export type Meaning = { kind: 'set-up' } | { kind: 'person'; userId: number } | { kind: 'nothing' };

/**
 * What a pasted code stands for: the set-up, while nobody has begun it and people have local accounts; or a person's
 * sign-in link. A right one always counts; of too many wrong ones from one address the next is told to wait: throws 429.
 */
export function reader({ ways, setup, tickets, local, limits, address }: Needs) {
  return async (request: Request, code: string): Promise<Meaning> => {
    const begins = !ways.length && setup.is(code) && (await setup.waits()) && !(await local.any());
    if (begins) return { kind: 'set-up' };
    const userId = await tickets.peek(code);
    if (userId !== undefined) return { kind: 'person', userId };
    orWait(await limits.codes.consume(address(request)));
    return { kind: 'nothing' };
  };
}

/** What the address bar gives: the code alone, or the whole link pasted. */
export const codeOf = (given: string): string => given.split('#').at(-1)!.trim();

/** GET /login/link: the field for a code; static/enhance.js puts there what stands behind the #. */
export function linkPage(setup: Setup): ServerRoute {
  const handler: Lifecycle.Method = async (_request, h) =>
    h.page('auth/link', { waiting: await setup.waits(), errors: {} });
  return {
    method: 'GET',
    path: '/login/link',
    handler,
    options: { plugins: { policy: 'anyone' }, validate: { query: Joi.object({}) } },
  };
}

/** POST /login/link: the form that belongs to the code. Nothing is used up before that form comes back. */
export function link(read: ReturnType<typeof reader>, needs: Needs): ServerRoute {
  const handler: Lifecycle.Method = async (request, h) => {
    const setupcode = codeOf((request.payload as { setupcode: string }).setupcode);
    const { kind } = await read(request, setupcode);
    if (kind === 'set-up') return h.page('auth/account', { setupcode, form: {}, errors: {} });
    if (kind === 'person') return h.page('auth/renew', { setupcode, local: !needs.ways.length, errors: {} });
    const waiting = await needs.setup.waits();
    const errors = { setupcode: 'This code is not valid, or not any more.' };
    return (await h.page('auth/link', { waiting, errors })).code(422);
  };
  return {
    method: 'POST',
    path: '/login/link',
    handler,
    options: {
      plugins: { policy: 'anyone' },
      validate: {
        query: Joi.object({}),
        payload: Joi.object({ setupcode: Joi.string().allow('').max(500).required() }),
      },
    },
  };
}
