import Boom from '@hapi/boom';
import type { Lifecycle, Request, ResponseToolkit, ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import type { Tenant } from '../api.js';
import { id } from '../form-rules.js';
import { memberList } from '../members.js';
import { shortly } from '../roles-in-words.js';
import { conflict } from './conflict.js';
import type { Needs } from './needs.js';

const plugins = { policy: ['tenant'] as const };
const query = Joi.object({ tenant: id });

/** GET /settings/member?user=: one member; POST /settings/member (role), /single (one repository less), /remove. */
export function member(needs: Needs): ServerRoute[] {
  const { act, auth, book, grants, tenancy } = needs;
  const list = memberList(grants, auth);

  async function found(tenant: Tenant, userId: number) {
    const names = new Map((await book.of(tenant.id)).map(({ id, name }) => [id, name]));
    const one = (await list(tenant.id, names)).find((each) => each.id === userId);
    if (!one) throw Boom.notFound();
    return one;
  }

  async function page(request: Request, h: ResponseToolkit, tenant: Tenant, id: number, refused?: string) {
    const person = await found(tenant, id);
    const myself = auth.user(request)?.id === person.id;
    return h.page('tenancy/member', { tenant, member: person, myself, refused });
  }

  const show: Lifecycle.Method = async (request, h) =>
    page(request, h, await tenancy.manages(request), (request.query as { user: number }).user);

  const change: Lifecycle.Method = async (request, h) => {
    const tenant = await tenancy.manages(request);
    const { user, role } = request.payload as { user: number; role: 'tenant' | 'viewer' };
    const person = await found(tenant, user);
    const grant = { tenantId: tenant.id, repositoryId: 0 };
    const work = act(request, async (transaction, who) => {
      await grants.keepingOwner(transaction, tenant.id, async () => {
        await grants.grant(transaction, user, { ...grant, role });
        await grants.take(transaction, user, { ...grant, role: role === 'tenant' ? 'viewer' : 'tenant' });
      });
      const message = `${who} made ${person.name} ${shortly(role)} of ${tenant.name}`;
      const facts = { target: person.email || person.name, tenantId: tenant.id, details: { role } };
      return { kind: 'tenancy.member-changed', message, ...facts, result: 0 };
    });
    const reason = await conflict(work);
    if (reason) return (await page(request, h, tenant, user, reason)).code(409);
    return h.redirect(`/settings?tenant=${tenant.id}&done=changed`).code(303);
  };

  const single: Lifecycle.Method = async (request, h) => {
    const tenant = await tenancy.manages(request);
    const { user, repository } = request.payload as { user: number; repository: number };
    const person = await found(tenant, user);
    const name = person.repositories.find((one) => one.id === repository)?.name ?? 'a repository';
    await act(request, async (transaction, who) => {
      const grant = { tenantId: tenant.id, repositoryId: repository, role: 'repository-viewer' } as const;
      if (!(await grants.take(transaction, user, grant))) throw Boom.notFound();
      const message = `${who} took the traffic of ${name} from ${person.name}`;
      const facts = { target: person.email || person.name, tenantId: tenant.id, repositoryId: repository };
      return { kind: 'tenancy.member-changed', message, ...facts, result: 0 };
    });
    return h.redirect(`/settings?tenant=${tenant.id}&done=changed`).code(303);
  };

  const remove: Lifecycle.Method = async (request, h) => {
    const tenant = await tenancy.manages(request);
    const { user } = request.payload as { user: number };
    const person = await found(tenant, user);
    const work = act(request, async (transaction, who) => {
      const leave = () => grants.leave(transaction, user, tenant.id);
      if (!(await grants.keepingOwner(transaction, tenant.id, leave))) throw Boom.notFound();
      const message = `${who} removed ${person.name} from ${tenant.name}`;
      const kind = 'tenancy.member-removed';
      return { kind, message, target: person.email || person.name, tenantId: tenant.id, result: 0 };
    });
    const reason = await conflict(work);
    if (reason) return (await page(request, h, tenant, user, reason)).code(409);
    const left = auth.user(request)?.id === user;
    return h.redirect(left ? '/user/profile' : `/settings?tenant=${tenant.id}&done=removed`).code(303);
  };

  const post = (path: string, handler: Lifecycle.Method, fields: object): ServerRoute => ({
    method: 'POST',
    path,
    handler,
    options: { plugins, validate: { query, payload: Joi.object({ user: id.required(), ...fields }) } },
  });
  return [
    {
      method: 'GET',
      path: '/settings/member',
      handler: show,
      options: { plugins, validate: { query: query.append({ user: id.required() }) } },
    },
    post('/settings/member', change, { role: Joi.valid('tenant', 'viewer').required() }),
    post('/settings/member/single', single, { repository: id.required() }),
    post('/settings/member/remove', remove, {}),
  ];
}
