import type { ServerRoute } from '@hapi/hapi';
import type { EventFilter, Events, RecordedEvent } from '../events/api.js';
import { type Asked, asked, filterOf, hrefOf } from './filter.js';

/** GET /admin/systemlog: what happened, newest first. It only reads. */
export function list(): ServerRoute {
  return {
    method: 'GET',
    path: '/admin/systemlog',
    options: { validate: { query: asked }, plugins: { policy: ['administrator', 'maintainer'] } },
    async handler(request, h) {
      const { events, tenancy } = request.server.plugins;
      const wanted = filterOf(request.query as Asked);
      const { filter, rows, total } = await page(events, wanted);
      const tenants = await tenancy.tenants();
      const names = new Map(tenants.map(({ id, name }) => [id, name]));
      const data = {
        filter,
        tenants,
        unknownTenant: filter.tenantId !== undefined && !names.has(filter.tenantId),
        filtered: hrefOf({ ...filter, page: 1 }) !== '/admin/systemlog',
        rows: rows.map((row) => presented(row, names, filter)),
        pages: pagesOf(filter, rows.length, total),
      };
      return h.page('system-log/list', data, ['event-table']);
    },
  };
}

// A page beyond the last becomes the last.
async function page(events: Events, filter: EventFilter) {
  const found = await events.list(filter);
  const last = Math.max(1, Math.ceil(found.total / filter.pageSize));
  if (filter.page <= last) return { filter, ...found };
  const nearest = { ...filter, page: last };
  return { filter: nearest, ...(await events.list(nearest)) };
}

function presented(row: RecordedEvent, names: Map<number, string>, filter: EventFilter) {
  const { actor, tenantId, details = {}, repositoryId, target } = row;
  const more = {
    target,
    ...details,
    'repository id': repositoryId,
    'done by': actor?.issuer ? `${actor.issuer} | ${actor.subject}` : undefined,
    'user id': actor?.userId,
    address: actor?.address,
    'event id': row.id,
  };
  return {
    ...row,
    when: row.at.slice(0, 19).replace('T', ' '),
    tenant: tenantId === undefined ? '' : (names.get(tenantId) ?? `tenant ${tenantId}`),
    kindHref: hrefOf({ ...filter, kind: row.kind, page: 1 }),
    more: Object.entries(more)
      .filter(([, value]) => value !== undefined && value !== '')
      .map((pair) => pair.map(printable)),
  };
}

// Control characters, and those that turn the direction of writing around: a copied line must stay what it seems to be.
const printable = (value: unknown): string =>
  String(value).replace(/[\p{Cc}\u2028-\u202e\u2066-\u2069]+/gu, ' ');

function pagesOf(filter: EventFilter, shown: number, total: number) {
  const { page, pageSize } = filter;
  return {
    from: (page - 1) * pageSize + 1,
    to: (page - 1) * pageSize + shown,
    total,
    noun: total === 1 ? 'event' : 'events',
    previous: page > 1 ? hrefOf({ ...filter, page: page - 1 }) : undefined,
    next: page * pageSize < total ? hrefOf({ ...filter, page: page + 1 }) : undefined,
    target: '#event-table',
  };
}
