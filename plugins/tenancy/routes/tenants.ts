import Boom from '@hapi/boom';
import type { Lifecycle, Request, ResponseToolkit, ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import type { Delivered } from '../delivery.js';
import { addressFault, id, nameFault, searched, text } from '../form-rules.js';
import { type Asked, pageOf } from '../paging.js';
import type { ManagedTenant } from '../tenant-changes.js';
import { conflict } from './conflict.js';
import type { Needs } from './needs.js';

const DONE = {
  removed: 'The tenant is deleted.',
  renamed: 'The tenant has its new name.',
  suspended: 'The tenant is suspended: nothing is collected or shown.',
  resumed: 'The tenant is active again.',
};

const PLACE = {
  path: '/admin/tenants',
  target: '#tenant-table',
  nouns: ['tenant', 'tenants'] as [string, string],
};

const plugins = { policy: ['administrator'] as const };
const params = Joi.object({ id: id.required() });
const query = Joi.object({ done: Joi.valid(...Object.keys(DONE)) });
const doneOf = (request: Request): string | undefined =>
  DONE[(request.query as { done?: keyof typeof DONE }).done ?? ('' as 'removed')];

/** GET /admin/tenants: all of them, with counts; GET /admin/tenants/{id}: one, and what can be done with it. */
export function tenantPages(needs: Needs): ServerRoute[] {
  const { changes, grants, book, tenancy } = needs;
  const list: Lifecycle.Method = async (request, h) => {
    const asked = request.query as Asked;
    const { search = '' } = asked;
    const wanted = search.trim().toLowerCase();
    const matching = (await changes.all()).filter(({ name }) => name.toLowerCase().includes(wanted));
    const { rows: shown, pages } = pageOf(matching, asked, PLACE);
    const members = new Map<number, Set<number>>();
    for (const { tenantId, userId } of await grants.all())
      members.set(tenantId, (members.get(tenantId) ?? new Set()).add(userId));
    const counts = await book.counts();
    const tokens = await tenancy.statuses(shown.map((tenant) => tenant.id));
    const rows = shown.map((tenant) => ({
      ...tenant,
      repositories: counts.get(tenant.id) ?? 0,
      members: members.get(tenant.id)?.size ?? 0,
      token: tokens.has(tenant.id),
    }));
    return h.page('tenancy/tenants', { rows, pages, search, done: doneOf(request) }, ['tenant-table']);
  };
  const one: Lifecycle.Method = async (request, h) =>
    tenantPage(needs, h, await found(needs, request), { done: doneOf(request) });
  return [
    {
      method: 'GET',
      path: '/admin/tenants',
      handler: list,
      options: { plugins, validate: { query: query.append(searched) } },
    },
    {
      method: 'GET',
      path: '/admin/tenants/{id}',
      handler: one,
      options: { plugins, validate: { params, query } },
    },
  ];
}

/** The tenant in the address. Throws 404. */
export async function found({ changes }: Pick<Needs, 'changes'>, request: Request): Promise<ManagedTenant> {
  const tenant = (await changes.all()).find((each) => each.id === Number(request.params['id']));
  if (!tenant) throw Boom.notFound();
  return tenant;
}

interface Said {
  done?: string | undefined;
  delivered?: Delivered;
  form?: object;
  errors?: object;
}

/** The page of one tenant, with what there is to say. Nothing of its token or traffic is on it. */
async function tenantPage(needs: Needs, h: ResponseToolkit, tenant: ManagedTenant, said: Said) {
  const held = await needs.grants.all(tenant.id);
  const accounts = await needs.auth.accounts(held.map(({ userId }) => userId));
  const owners = new Set(held.filter(({ role }) => role === 'tenant').map(({ userId }) => userId));
  return h.page('tenancy/tenant', {
    tenant,
    repositories: (await needs.book.of(tenant.id)).length,
    hasToken: (await needs.tenancy.status(tenant.id)) !== null,
    members: accounts.map((account) => ({ ...account, owner: owners.has(account.id) })),
    invitations: await needs.invitations.of(tenant.id),
    form: { name: tenant.name },
    errors: {},
    ...said,
  });
}

/** POST /admin/tenants/{id}/rename, /suspend, /resume and /invite (an owner). */
export function tenantChangeRoutes(needs: Needs): ServerRoute[] {
  const { act, changes } = needs;

  const rename: Lifecycle.Method = async (request, h) => {
    const tenant = await found(needs, request);
    const { name } = request.payload as { name: string };
    const again = async (fault: string) =>
      (await tenantPage(needs, h, tenant, { form: { name }, errors: { name: fault } })).code(422);
    const fault = nameFault(name);
    if (fault) return again(fault);
    const work = act(request, async (transaction, who) => {
      await changes.claimName(transaction, name, tenant.id);
      const before = await changes.rename(transaction, tenant.id, name);
      if (!before) throw Boom.notFound();
      const message = `${who} renamed the tenant ${before.name} to ${name}`;
      const details = { before: before.name };
      return {
        kind: 'tenancy.tenant-renamed',
        message,
        target: name,
        tenantId: tenant.id,
        details,
        result: 0,
      };
    });
    const taken = await conflict(work);
    if (taken) return again(taken);
    return h.redirect(`/admin/tenants/${tenant.id}?done=renamed`).code(303);
  };

  const suspend =
    (suspended: boolean): Lifecycle.Method =>
    async (request, h) => {
      const tenantId = Number(request.params['id']);
      const done = suspended ? 'suspended' : 'resumed';
      await act(request, async (transaction, who) => {
        const before = await changes.suspend(transaction, tenantId, suspended);
        if (!before) throw Boom.notFound();
        const message = `${who} ${done} the tenant ${before.name}`;
        return { kind: `tenancy.tenant-${done}`, message, target: before.name, tenantId, result: 0 };
      });
      return h.redirect(`/admin/tenants/${tenantId}?done=${done}`).code(303);
    };

  const invite: Lifecycle.Method = async (request, h) => {
    const tenant = await found(needs, request);
    const { email } = request.payload as { email: string };
    const fault = addressFault(email);
    const form = { name: tenant.name, email };
    if (fault) return (await tenantPage(needs, h, tenant, { form, errors: { email: fault } })).code(422);
    const grant = { tenantId: tenant.id, repositoryId: 0, role: 'tenant' } as const;
    const secret = await act(request, async (transaction, who) => {
      // The owners' banner tells of it, and is read again when this moves.
      await needs.database.touch(transaction, 'access');
      return {
        kind: 'tenancy.invited',
        message: `${who} invited ${email} to own ${tenant.name}`,
        target: email,
        tenantId: tenant.id,
        details: { role: 'tenant', by: 'administrator' },
        result: await needs.invitations.issue(transaction, { ...grant, email, invitedBy: who }),
      };
    });
    const delivered = await needs.deliver(request, email, tenant.name, secret);
    return tenantPage(needs, h, tenant, { delivered });
  };

  const post = (path: string, handler: Lifecycle.Method, fields: object = {}): ServerRoute => ({
    method: 'POST',
    path: `/admin/tenants/{id}/${path}`,
    handler,
    options: {
      plugins,
      validate: { params, query: Joi.object({}), payload: Joi.object({ ...fields }).allow(null) },
    },
  });
  return [
    post('rename', rename, { name: text }),
    post('suspend', suspend(true)),
    post('resume', suspend(false)),
    post('invite', invite, { email: text }),
  ];
}
