import type { Lifecycle, Request, ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import type { Auth } from '../../auth/api.js';
import type { Database } from '../../database/api.js';
import type { Events } from '../../events/api.js';
import type { GitHub } from '../../github/api.js';
import type { NewToken, Tenancy, Tenant } from '../api.js';
import type { credentials } from '../credentials.js';
import type { MemberList } from '../members.js';
import { checkToken } from '../token-check.js';

interface Needs {
  database: Database;
  events: Events;
  github: GitHub;
  auth: Auth;
  tenancy: Pick<Tenancy, 'manages' | 'status'>;
  members: MemberList;
  replace: ReturnType<typeof credentials>['replace'];
}

const KINDS: Record<string, string> = {
  classic: 'classic',
  'fine-grained': 'fine-grained',
  app: 'of a GitHub app',
  unknown: 'of a kind that GitHub does not name',
};

/** GET /settings: the tenant's GitHub token and members. POST /settings/token: another token, checked at once. */
export function settings(needs: Needs): ServerRoute[] {
  async function page(request: Request, errors: object) {
    const tenant = await needs.tenancy.manages(request);
    const token = await needs.tenancy.status(tenant.id);
    const kind = token && (KINDS[token.kind] ?? KINDS['unknown']);
    return { tenant, token, kind, members: await needs.members(tenant.id), errors };
  }

  const show: Lifecycle.Method = async (request, h) => {
    const { saved } = request.query as { saved?: string };
    return h.page('tenancy/settings', { ...(await page(request, {})), saved });
  };

  const change: Lifecycle.Method = async (request, h) => {
    const tenant = await needs.tenancy.manages(request);
    const { ghtoken } = request.payload as { ghtoken: string };
    const checked = await checkToken(needs.github, ghtoken);
    if (!checked.token) {
      const again = await h.page('tenancy/settings', await page(request, checked.errors));
      return again.code(checked.away ? 503 : 422);
    }
    const old = await save(needs, request, tenant, checked.token);
    if (old !== undefined) needs.github.forget(old);
    return h.redirect(`/settings?tenant=${tenant.id}&saved=1`).code(303);
  };

  const plugins = { policy: ['tenant'] as const };
  const tenant = Joi.number().integer().min(1);
  return [
    {
      method: 'GET',
      path: '/settings',
      handler: show,
      options: { plugins, validate: { query: Joi.object({ tenant, saved: Joi.valid('1') }) } },
    },
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
  { database, events, auth, replace }: Needs,
  request: Request,
  tenant: Tenant,
  token: NewToken,
): Promise<string | undefined> {
  return database.write(async (transaction) => {
    const old = await replace(transaction, tenant.id, token);
    const actor = auth.actor(request);
    await events.record(transaction, {
      level: 'info',
      kind: 'tenancy.token-replaced',
      message: `${actor.name} replaced the GitHub token of ${tenant.name}`,
      actor,
      tenantId: tenant.id,
      target: tenant.name,
      details: { account: token.account, kind: token.kind, expires: token.expiresAt?.toISOString() ?? null },
    });
    return old;
  });
}
