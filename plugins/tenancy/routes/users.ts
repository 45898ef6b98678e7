import Boom from '@hapi/boom';
import type { Lifecycle, Request, ResponseObject, ResponseToolkit, ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import type { Account } from '../../auth/api.js';
import type { Grant } from '../api.js';
import { id, searched } from '../form-rules.js';
import { type Asked, pageOf } from '../paging.js';
import { spoken } from '../roles-in-words.js';
import type { Needs } from './needs.js';

const PLACE = {
  path: '/admin/users',
  target: '#user-table',
  nouns: ['person', 'people'] as [string, string],
};

export const USER_DONE = {
  granted: 'The role is given. It counts from the next request on.',
  taken: 'The role is taken away. That counts from the next request on.',
  disabled: 'The account is switched off, and signed out everywhere.',
  enabled: 'The account is switched on again.',
  'signed-out': 'Signed out everywhere.',
};

const plugins = { policy: ['administrator'] as const };

/** GET /admin/users: everybody, with their roles everywhere; GET /admin/users/{id}: one, and what can be changed. */
export function userPages(needs: Needs): ServerRoute[] {
  const { auth, grants } = needs;

  const list: Lifecycle.Method = async (request, h) => {
    const asked = request.query as Asked;
    const { search = '' } = asked;
    const matching = (await auth.accounts()).filter(matches(search));
    const held = groupedByUser(await grants.all());
    const names = await tenantNames(needs);
    const { rows, pages } = pageOf(matching, asked, PLACE);
    const shown = rows.map((account) => ({
      ...account,
      roles: (held.get(account.id) ?? []).map((grant) => spoken(grant, names)),
    }));
    return h.page('tenancy/users', { rows: shown, pages, search }, ['user-table']);
  };

  const one: Lifecycle.Method = async (request, h) => {
    const { done } = request.query as { done?: keyof typeof USER_DONE };
    return userPage(needs, request, h, { done: done && USER_DONE[done] });
  };

  const query = Joi.object({ done: Joi.valid(...Object.keys(USER_DONE)) });
  return [
    {
      method: 'GET',
      path: '/admin/users',
      handler: list,
      options: { plugins, validate: { query: Joi.object(searched) } },
    },
    {
      method: 'GET',
      path: '/admin/users/{id}',
      handler: one,
      options: { plugins, validate: { params: Joi.object({ id: id.required() }), query } },
    },
  ];
}

async function tenantNames({ changes }: Pick<Needs, 'changes'>): Promise<Map<number, string>> {
  return new Map((await changes.all()).map(({ id, name }) => [id, name]));
}

/** The page of the person in the address, with what was done or why it was not. Throws 404. */
export async function userPage(
  needs: Needs,
  request: Request,
  h: ResponseToolkit,
  said: { done?: string | undefined; refused?: string },
): Promise<ResponseObject> {
  const account = await person(needs, request);
  const names = await tenantNames(needs);
  const roles = (await needs.grants.all()).filter(({ userId }) => userId === account.id);
  return h.page('tenancy/user', {
    account,
    roles: roles.map((grant) => spoken(grant, names)),
    tenants: [...names].map(([value, label]) => ({ value, label })),
    myself: needs.auth.user(request)?.id === account.id,
    ...said,
  });
}

/** The person in the address. Throws 404. */
export async function person({ auth }: Pick<Needs, 'auth'>, request: Request): Promise<Account> {
  const [account] = await auth.accounts([Number(request.params['id'])]);
  if (!account) throw Boom.notFound();
  return account;
}

function matches(search: string): (account: Account) => boolean {
  const wanted = search.trim().toLowerCase();
  return ({ name, email, ways }) =>
    [name, email, ...ways].some((text) => text.toLowerCase().includes(wanted));
}

function groupedByUser(all: (Grant & { userId: number })[]): Map<number, Grant[]> {
  const grouped = new Map<number, Grant[]>();
  for (const grant of all) grouped.set(grant.userId, [...(grouped.get(grant.userId) ?? []), grant]);
  return grouped;
}
