import Boom from '@hapi/boom';
import type { Lifecycle, ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import { addressFault, faultsOf, id, text } from '../form-rules.js';
import { shortly } from '../roles-in-words.js';
import { settingsPage } from '../settings-page.js';
import type { Needs } from './needs.js';

interface Form {
  email: string;
  role: 'tenant' | 'viewer' | 'repository-viewer';
  repository: string;
}

const plugins = { policy: ['tenant'] as const };
const query = Joi.object({ tenant: id });

/** POST /settings/invite: somebody by e-mail address. The link is sent, or shown once on the page that answers. */
export function invite(needs: Needs): ServerRoute[] {
  const { act, book, invitations, tenancy } = needs;
  const page = settingsPage(needs);

  const send: Lifecycle.Method = async (request, h) => {
    const tenant = await tenancy.manages(request);
    const form = request.payload as Form;
    const single =
      form.role === 'repository-viewer' ? await book.named(tenant.id, form.repository) : undefined;
    const unknown = 'Enter one of this tenant’s repositories, as owner/name.';
    const errors = faultsOf({
      email: addressFault(form.email),
      repository: single === null ? unknown : undefined,
    });
    if (Object.keys(errors).length) return (await page(h, tenant, { form, errors })).code(422);
    const secret = await act(request, async (transaction, who) => {
      const grant = { tenantId: tenant.id, repositoryId: single?.id ?? 0, role: form.role };
      const result = await invitations.issue(transaction, { ...grant, email: form.email, invitedBy: who });
      const as = single ? `Viewer of ${single.name}` : shortly(form.role);
      const message = `${who} invited ${form.email} to ${tenant.name} as ${as}`;
      const facts = { target: form.email, tenantId: tenant.id, details: { role: form.role } };
      return { kind: 'tenancy.invited', message, ...facts, result };
    });
    return page(h, tenant, { delivered: await needs.deliver(request, form.email, tenant.name, secret) });
  };

  const revoke: Lifecycle.Method = async (request, h) => {
    const tenant = await tenancy.manages(request);
    const { invitation } = request.payload as { invitation: number };
    await act(request, async (transaction, who) => {
      const gone = await invitations.revoke(transaction, tenant.id, invitation);
      if (!gone) throw Boom.notFound();
      const message = `${who} took the invitation of ${gone.email} to ${tenant.name} back`;
      const kind = 'tenancy.invitation-revoked';
      return { kind, message, target: gone.email, tenantId: tenant.id, result: 0 };
    });
    return h.redirect(`/settings?tenant=${tenant.id}&done=revoked`).code(303);
  };

  const role = Joi.valid('tenant', 'viewer', 'repository-viewer').required();
  const payload = Joi.object({ email: text, role, repository: text });
  return [
    {
      method: 'POST',
      path: '/settings/invite',
      handler: send,
      options: { plugins, validate: { query, payload } },
    },
    {
      method: 'POST',
      path: '/settings/uninvite',
      handler: revoke,
      options: { plugins, validate: { query, payload: Joi.object({ invitation: id.required() }) } },
    },
  ];
}
