import Boom from '@hapi/boom';
import type { Lifecycle, Request, ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import type { Account } from '../../auth/api.js';
import type { Grant } from '../api.js';
import { id } from '../form-rules.js';
import { spoken } from '../roles-in-words.js';
import type { Needs } from './needs.js';

const PAGE = 50;

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
  const { auth, changes, grants } = needs;

  async function tenantNames(): Promise<Map<number, string>> {
    return new Map((await changes.all()).map(({ id, name }) => [id, name]));
  }

  const list: Lifecycle.Method = async (request, h) => {
    const { search = '', page: asked } = request.query as { search?: string; page?: string };
    const matching = (await auth.accounts()).filter(matches(search));
    const held = groupedByUser(await grants.all());
    const names = await tenantNames();
    const { rows, pages } = pageOf(matching, search, Math.trunc(Number(asked)) || 1);
    const shown = rows.map((account) => ({
      ...account,
      roles: (held.get(account.id) ?? []).map((grant) => spoken(grant, names)),
    }));
    return h.page('tenancy/users', { rows: shown, pages, search }, ['user-table']);
  };

  const one: Lifecycle.Method = async (request, h) => {
    const account = await person(needs, request);
    const names = await tenantNames();
    const roles = (await grants.all()).filter(({ userId }) => userId === account.id);
    const { done } = request.query as { done?: keyof typeof USER_DONE };
    return h.page('tenancy/user', {
      account,
      roles: roles.map((grant) => spoken(grant, names)),
      tenants: [...names].map(([value, label]) => ({ value, label })),
      myself: auth.user(request)?.id === account.id,
      done: done && USER_DONE[done],
    });
  };

  const listQuery = Joi.object({
    search: Joi.string().allow('').max(200),
    page: Joi.string().allow('').max(20),
  });
  const query = Joi.object({ done: Joi.valid(...Object.keys(USER_DONE)) });
  return [
    {
      method: 'GET',
      path: '/admin/users',
      handler: list,
      options: { plugins, validate: { query: listQuery } },
    },
    {
      method: 'GET',
      path: '/admin/users/{id}',
      handler: one,
      options: { plugins, validate: { params: Joi.object({ id: id.required() }), query } },
    },
  ];
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

// A page beyond the last becomes the last.
function pageOf(all: Account[], search: string, asked: number) {
  const last = Math.max(1, Math.ceil(all.length / PAGE));
  const page = Math.min(Math.max(1, asked), last);
  const rows = all.slice((page - 1) * PAGE, page * PAGE);
  const href = (to: number) =>
    `/admin/users?${new URLSearchParams({ ...(search && { search }), page: `${to}` })}`;
  const from = (page - 1) * PAGE + 1;
  return {
    rows,
    pages: {
      ...{ from, to: from + rows.length - 1, total: all.length, target: '#user-table' },
      noun: all.length === 1 ? 'person' : 'people',
      previous: page > 1 ? href(page - 1) : undefined,
      next: page < last ? href(page + 1) : undefined,
    },
  };
}
