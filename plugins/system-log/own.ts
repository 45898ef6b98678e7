import type { ServerRoute } from '@hapi/hapi';
import type { RecordedEvent } from '../events/api.js';
import { type Asked, asked, filterOf, type Place } from './filter.js';
import { nearest, pairs, table, whenOf } from './list.js';

/**
 * GET /settings/log: what happened in a tenant, for its owners: who gave whom a role, who invited, added and removed,
 * what was collected. Where somebody was when they did it is for those who manage the installation.
 */
export function own(): ServerRoute {
  return {
    method: 'GET',
    path: '/settings/log',
    options: { validate: { query: asked }, plugins: { policy: ['tenant'] } },
    async handler(request, h) {
      const { events, tenancy } = request.server.plugins;
      const tenant = await tenancy.manages(request);
      const wanted = { ...filterOf(request.query as Asked), tenantId: tenant.id };
      const place: Place = { path: '/settings/log', ownTenant: tenant.id };
      const found = await nearest(wanted, (filter) => events.list(filter));
      return h.page('system-log/own', { ...table(found, place, presented), tenant }, ['event-table']);
    },
  };
}

function presented(row: RecordedEvent) {
  const { details = {}, repositoryId, target } = row;
  const more = { target, ...details, 'repository id': repositoryId, 'event id': row.id };
  return { ...row, when: whenOf(row), more: pairs(more) };
}
