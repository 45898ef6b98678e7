import type { Lifecycle, Request, ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import type { NewToken, Tenant } from '../api.js';
import { searched } from '../form-rules.js';
import type { Asked } from '../paging.js';
import { SETTINGS_DONE, settingsPage } from '../settings-page.js';
import { checkToken } from '../token-check.js';
import type { Needs } from './needs.js';

interface Query extends Asked {
  saved?: string;
  done?: keyof typeof SETTINGS_DONE;
}

/** GET /settings: the tenant's GitHub token and members. POST /settings/token: another token, checked at once. */
export function settings(needs: Needs): ServerRoute[] {
  const page = settingsPage(needs);

  const show: Lifecycle.Method = async (request, h) => {
    const tenant = await needs.tenancy.manages(request);
    const { saved, done, ...asked } = request.query as Query;
    return page(h, tenant, { asked, saved, done: done && SETTINGS_DONE[done] });
  };

  const change: Lifecycle.Method = async (request, h) => {
    const tenant = await needs.tenancy.manages(request);
    const { ghtoken } = request.payload as { ghtoken: string };
    const checked = await checkToken(needs.github, ghtoken);
    if (!checked.token) {
      const again = await page(h, tenant, { errors: checked.errors });
      return again.code(checked.away ? 503 : 422);
    }
    const old = await save(needs, request, tenant, checked.token);
    if (old !== undefined) needs.github.forget(old);
    return h.redirect(`/settings?tenant=${tenant.id}&saved=1`).code(303);
  };

  const plugins = { policy: ['tenant'] as const };
  const tenant = Joi.number().integer().min(1);
  const query = Joi.object({
    tenant,
    saved: Joi.valid('1'),
    done: Joi.valid(...Object.keys(SETTINGS_DONE)),
    ...searched,
  });
  return [
    { method: 'GET', path: '/settings', handler: show, options: { plugins, validate: { query } } },
    {
      method: 'POST',
      path: '/settings/token',
      handler: change,
      options: {
        plugins,
        validate: {
          query: Joi.object({ tenant }),
          payload: Joi.object({ ghtoken: Joi.string().allow('').max(1000).default('') }),
        },
      },
    },
  ];
}

function save(
  { act, replace }: Needs,
  request: Request,
  tenant: Tenant,
  token: NewToken,
): Promise<string | undefined> {
  return act(request, async (transaction, who) => ({
    kind: 'tenancy.token-replaced',
    message: `${who} replaced the GitHub token of ${tenant.name}`,
    tenantId: tenant.id,
    target: tenant.name,
    details: { account: token.account, kind: token.kind, expires: token.expiresAt?.toISOString() ?? null },
    result: await replace(transaction, tenant.id, token),
  }));
}
