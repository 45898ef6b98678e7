import Boom from '@hapi/boom';
import type { Lifecycle, ResponseToolkit, ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import { id, text } from '../form-rules.js';
import type { ManagedTenant } from '../tenant-changes.js';
import type { Needs } from './needs.js';
import { found } from './tenants.js';

/** GET /admin/tenants/{id}/remove says what goes, and has the name typed; POST deletes. */
export function removeTenant(needs: Needs): ServerRoute[] {
  const { act, changes, book, github, tenancy } = needs;
  const page = async (h: ResponseToolkit, tenant: ManagedTenant, confirm = '', error?: string) =>
    h.page('tenancy/remove-tenant', {
      tenant,
      confirm,
      error,
      repositories: (await book.of(tenant.id)).length,
    });
  const ask: Lifecycle.Method = async (request, h) => page(h, await found(needs, request));
  const remove: Lifecycle.Method = async (request, h) => {
    const tenant = await found(needs, request);
    const { confirm } = request.payload as { confirm: string };
    if (confirm !== tenant.name.trim())
      return (await page(h, tenant, confirm, `Type ${tenant.name} exactly as it stands there.`)).code(422);
    const token = await tenancy.status(tenant.id);
    await act(request, async (transaction, who) => {
      const before = await changes.remove(transaction, tenant.id);
      if (!before) throw Boom.notFound();
      const message = `${who} deleted the tenant ${before.name} with its repositories and their history`;
      const kind = 'tenancy.tenant-removed';
      return { kind, message, target: before.name, tenantId: tenant.id, result: 0 };
    });
    if (token) github.forget(token.login);
    return h.redirect('/admin/tenants?done=removed').code(303);
  };
  const plugins = { policy: ['administrator'] as const };
  const params = Joi.object({ id: id.required() });
  const path = '/admin/tenants/{id}/remove';
  return [
    {
      method: 'GET',
      path,
      handler: ask,
      options: { plugins, validate: { params, query: Joi.object({}) } },
    },
    {
      method: 'POST',
      path,
      handler: remove,
      options: {
        plugins,
        validate: { params, query: Joi.object({}), payload: Joi.object({ confirm: text }) },
      },
    },
  ];
}
