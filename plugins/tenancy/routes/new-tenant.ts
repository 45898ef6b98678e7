import type { Lifecycle, ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import type { NewToken } from '../api.js';
import { addressFault, faultsOf, LOGIN, nameFault, text } from '../form-rules.js';
import { checkToken } from '../token-check.js';
import { conflict } from './conflict.js';
import type { Needs } from './needs.js';

interface Form {
  username: string;
  ghuser: string;
  ghtoken: string;
  email: string;
}

/** GET and POST /admin/newtenant: a tenant, with a GitHub token or without, and the invitation of its owner. */
export function newTenant(needs: Needs): ServerRoute[] {
  const { act, github, deliver, invitations } = needs;

  const create: Lifecycle.Method = async (request, h) => {
    const form = formOf(request.payload as Form);
    const errors = shape(form);
    if (Object.keys(errors).length)
      return (await h.page('tenancy/new-tenant', shown(form, errors))).code(422);
    const checked = form.ghtoken ? await checkToken(github, form.ghtoken, form.ghuser) : null;
    if (checked && !checked.token) {
      const again = await h.page('tenancy/new-tenant', shown(form, checked.errors));
      return again.code(checked.away ? 503 : 422);
    }
    const token: NewToken | null = checked?.token ?? null;
    const make = act(request, async (transaction, who) => {
      await needs.changes.claimName(transaction, form.username);
      const names = { name: form.username, githubLogin: token?.account ?? form.ghuser };
      const tenant = await needs.make(transaction, names, token);
      const whole = { tenantId: tenant.id, repositoryId: 0, role: 'tenant' } as const;
      const invited = { ...whole, email: form.email, invitedBy: who };
      const secret = form.email ? await invitations.issue(transaction, invited) : null;
      const kind = 'tenancy.tenant-created';
      const details = { account: token?.account ?? null, 'invited as owner': form.email || null };
      const message = `${who} created the tenant ${tenant.name}`;
      return { kind, message, target: tenant.name, tenantId: tenant.id, details, result: { tenant, secret } };
    });
    const taken = await conflict(make);
    if (taken) return (await h.page('tenancy/new-tenant', shown(form, { username: taken }))).code(422);
    const { tenant, secret } = await make;
    const delivered = secret && (await deliver(request, form.email, tenant.name, secret));
    return h.page('tenancy/tenant-created', { tenant, delivered, hasToken: token !== null });
  };

  const plugins = { policy: ['administrator'] as const };
  const path = '/admin/newtenant';
  return [
    {
      method: 'GET',
      path,
      handler: (_request, h) => h.page('tenancy/new-tenant', { form: {}, errors: {} }),
      options: { plugins, validate: { query: Joi.object({}) } },
    },
    {
      method: 'POST',
      path,
      handler: create,
      options: {
        plugins,
        validate: {
          query: Joi.object({}),
          payload: Joi.object({ username: text, ghuser: text, ghtoken: text, email: text }),
        },
      },
    },
  ];
}

const formOf = ({ ghuser, ...form }: Form): Form => ({ ...form, ghuser: ghuser.replace(/^@/, '') });

// The token is a secret: it is never written into a page, so it is pasted again.
const shown = ({ ghtoken: _secret, ...form }: Form, errors: object) => ({ form, errors });

function shape({ username, ghuser, ghtoken, email }: Form): Record<string, string> {
  const login = (ghuser || ghtoken) && !LOGIN.test(ghuser);
  return faultsOf({
    username: nameFault(username),
    ghuser: login ? 'Enter the GitHub user name, as in github.com/your-name.' : undefined,
    email: email ? addressFault(email) : undefined,
  });
}
