import type { Request, ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import type { Policy } from '../../auth/api.js';
import { asked, listPage, managed } from '../page.js';
import type { Asked } from '../table.js';

const policy: Policy = ['tenant', 'viewer', 'repository-viewer'];

/** GET /repos/list, and the addresses that lead to it. */
export function list(): ServerRoute[] {
  const page: ServerRoute = {
    method: 'GET',
    path: '/repos/list',
    options: { validate: { query: asked }, plugins: { policy } },
    async handler(request, h) {
      const { removed, first, ...query } = request.query as Asked & { removed?: number; first?: string };
      const done = removed ? await removalOf(request, removed) : undefined;
      return listPage(request, h, query, { done, first: first === '1' });
    },
  };
  // After a form without JavaScript the address bar shows the form's address: Enter there comes back to the list.
  const others = ['/repos', '/api/newrepo', '/api/deleterepo'].map(
    (path): ServerRoute => ({
      method: 'GET',
      path,
      options: {
        validate: { query: Joi.object().unknown() },
        plugins: { policy, loose: { query: 'The list that it leads to says what it takes.' } },
      },
      handler: (request, h) => h.redirect(`/repos/list${request.url.search}`),
    }),
  );
  return [page, ...others];
}

// What is said after a removal is what was recorded of it, so that a made-up address says nothing.
async function removalOf(request: Request, id: number): Promise<string | undefined> {
  const { events, repositories, tenancy } = request.server.plugins;
  const tenant = await managed(request);
  if (!tenant || (await repositories.visible(tenancy.scope(request), { ids: [id] })).length) return undefined;
  const filter = { kind: 'repositories.removed', tenantId: tenant.id, page: 1, pageSize: 50 };
  const { rows } = await events.list(filter);
  return rows.find(({ repositoryId }) => repositoryId === id)?.message;
}
