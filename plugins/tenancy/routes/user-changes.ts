import Boom from '@hapi/boom';
import type { Lifecycle, Request, ResponseToolkit, ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import type { Account, Role } from '../../auth/api.js';
import type { Grant } from '../api.js';
import { id } from '../form-rules.js';
import { shortly } from '../roles-in-words.js';
import { conflict } from './conflict.js';
import type { Needs } from './needs.js';
import { person, type USER_DONE, userPage } from './users.js';

const nought = Joi.number().integer().min(0).max(Number.MAX_SAFE_INTEGER);

// Of the installation without a tenant, of a tenant with one.
const given = Joi.object({
  role: Joi.valid('administrator', 'maintainer', 'tenant', 'viewer').required(),
  tenant: Joi.when('role', {
    is: Joi.valid('tenant', 'viewer'),
    then: id.required(),
    otherwise: Joi.valid('', '0').strip(),
  }),
});
const taken = Joi.object({
  role: Joi.valid('administrator', 'maintainer', 'tenant', 'viewer', 'repository-viewer').required(),
  tenant: nought.required(),
  repository: nought.required(),
});

/** POST /admin/users/{id}/grant, /take, /disable, /enable, /signout. */
export function userChangeRoutes(needs: Needs): ServerRoute[] {
  const { act, auth, grants } = needs;

  const back = (h: ResponseToolkit, account: Account, done: keyof typeof USER_DONE) =>
    h.redirect(`/admin/users/${account.id}?done=${done}`).code(303);
  // The last administrator stays: said where one stands.
  async function refused(request: Request, h: ResponseToolkit, work: Promise<unknown>) {
    const reason = await conflict(work);
    return reason === null ? null : (await userPage(needs, request, h, { refused: reason })).code(409);
  }
  const target = ({ name, email }: Account): string => (email ? `${name} <${email}>` : name);

  /** A tenant's name, for the sentence; throws 404 for one that is not there. */
  async function place(tenantId: number): Promise<string> {
    if (!tenantId) return 'this installation';
    const tenant = (await needs.changes.all()).find((one) => one.id === tenantId);
    if (!tenant) throw Boom.notFound();
    return tenant.name;
  }

  const give: Lifecycle.Method = async (request, h) => {
    const account = await person(needs, request);
    const { role, tenant = 0 } = request.payload as { role: Role; tenant?: number };
    const where = await place(tenant);
    await act(request, async (transaction, who) => {
      await grants.grant(transaction, account.id, { tenantId: tenant, repositoryId: 0, role });
      const whom = auth.user(request)?.id === account.id ? 'themselves' : account.name;
      const message = `${who} made ${whom} ${shortly(role)} of ${where}`;
      return { kind: 'tenancy.role-given', message, target: target(account), ...of(tenant, role), result: 0 };
    });
    return back(h, account, 'granted');
  };

  const take: Lifecycle.Method = async (request, h) => {
    const account = await person(needs, request);
    const form = request.payload as { role: Role; tenant: number; repository: number };
    const grant: Grant = { tenantId: form.tenant, repositoryId: form.repository, role: form.role };
    const where = await place(form.tenant);
    const work = act(request, async (transaction, who) => {
      const change = () => grants.take(transaction, account.id, grant);
      const gone = await (form.role === 'administrator'
        ? grants.keepingAdministrator(transaction, change)
        : change());
      if (!gone) throw Boom.notFound();
      const message = `${who} took the role ${shortly(form.role)} of ${where} from ${account.name}`;
      const facts = of(form.tenant, form.role);
      return { kind: 'tenancy.role-taken', message, target: target(account), ...facts, result: 0 };
    });
    return (await refused(request, h, work)) ?? back(h, account, 'taken');
  };

  const disable =
    (disabled: boolean): Lifecycle.Method =>
    async (request, h) => {
      const account = await person(needs, request);
      const change = disabled ? 'disabled' : 'enabled';
      const done = act(request, async (transaction, who) => {
        const work = () => auth.switchOff(transaction, account.id, disabled);
        await (disabled ? grants.keepingAdministrator(transaction, work) : work());
        const message = `${who} switched the account of ${account.name} ${disabled ? 'off' : 'on'}`;
        return { kind: `tenancy.user-${change}`, message, target: target(account), result: 0 };
      });
      return (await refused(request, h, done)) ?? back(h, account, change);
    };

  const signOut: Lifecycle.Method = async (request: Request, h) => {
    const account = await person(needs, request);
    await act(request, async (transaction, who) => {
      await auth.endSessions(transaction, account.id);
      const message = `${who} signed ${account.name} out everywhere`;
      return { kind: 'tenancy.user-signed-out', message, target: target(account), result: 0 };
    });
    return back(h, account, 'signed-out');
  };

  const post = (path: string, handler: Lifecycle.Method, payload: Joi.Schema): ServerRoute => ({
    method: 'POST',
    path: `/admin/users/{id}/${path}`,
    handler,
    options: {
      plugins: { policy: ['administrator'] },
      validate: { params: Joi.object({ id: id.required() }), query: Joi.object({}), payload },
    },
  });
  const nothing = Joi.object({}).allow(null);
  return [
    post('grant', give, given),
    post('take', take, taken),
    post('disable', disable(true), nothing),
    post('enable', disable(false), nothing),
    post('signout', signOut, nothing),
  ];
}

const of = (tenantId: number, role: Role) => ({ ...(tenantId && { tenantId }), details: { role } });
