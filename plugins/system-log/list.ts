import type { Request, ServerRoute } from '@hapi/hapi';
import type { EventFilter, Events, RecordedEvent } from '../events/api.js';
import type { HideNames } from '../tenancy/api.js';
import { type Asked, asked, filterOf, hrefOf, type Place } from './filter.js';

/** So many events are looked through where a search must not find what its reader may not see. */
const MAX_SEARCHED = 5_000;

const LOG: Place = { path: '/admin/systemlog', ownTenant: undefined };

/** GET /admin/systemlog: what happened, newest first. It only reads. */
export function list(): ServerRoute {
  return {
    method: 'GET',
    path: LOG.path,
    options: { validate: { query: asked }, plugins: { policy: ['administrator', 'maintainer'] } },
    async handler(request, h) {
      const { tenancy } = request.server.plugins;
      const wanted = filterOf(request.query as Asked);
      const tenants = await tenancy.tenants();
      const names = new Map(tenants.map(({ id, name }) => [id, name]));
      const shown = await page(request, wanted);
      const data = {
        ...table(shown, LOG, (row) => presented(row, names)),
        tenants,
        unknownTenant: wanted.tenantId !== undefined && !names.has(wanted.tenantId),
      };
      return h.page('system-log/list', data, ['event-table']);
    },
  };
}

interface Found {
  filter: EventFilter;
  rows: RecordedEvent[];
  total: number;
}

/** The events that the filter means, without the names of private repositories that the request may not see. */
async function page(request: Request, wanted: EventFilter): Promise<Found> {
  const { events, tenancy } = request.server.plugins;
  const hide = await tenancy.namesHider(request);
  const without = ({ filter, rows, total }: Found) => ({
    ...{ filter, total },
    rows: rows.map((row) => hidden(row, hide)),
  });
  if (!wanted.text) return without(await nearest(wanted, (filter) => events.list(filter)));
  // The database searches what was written; a name that is not shown must not be found either.
  const { rows } = await events.list({ ...wanted, page: 1, pageSize: MAX_SEARCHED });
  const text = wanted.text.toLowerCase();
  const matching = rows.map((row) => hidden(row, hide)).filter((row) => says(row, text));
  return nearest(wanted, async ({ page: nth, pageSize }) => ({
    rows: matching.slice((nth - 1) * pageSize, nth * pageSize),
    total: matching.length,
  }));
}

const says = ({ message, kind, actor, target }: RecordedEvent, text: string): boolean =>
  [message, kind, actor?.name, target].some((value) => value?.toLowerCase().includes(text));

/** A page beyond the last becomes the last. */
export async function nearest(wanted: EventFilter, read: Events['list']): Promise<Found> {
  const found = await read(wanted);
  const last = Math.max(1, Math.ceil(found.total / wanted.pageSize));
  if (wanted.page <= last) return { filter: wanted, ...found };
  const filter = { ...wanted, page: last };
  return { filter, ...(await read(filter)) };
}

function hidden(row: RecordedEvent, hide: HideNames): RecordedEvent {
  const text = (value: string) => hide(value, row);
  const details = Object.entries(row.details ?? {}).map(([name, value]) => [
    name,
    typeof value === 'string' ? text(value) : value,
  ]);
  return {
    ...row,
    message: text(row.message),
    ...(row.target !== undefined && { target: text(row.target) }),
    details: Object.fromEntries(details),
  };
}

/** What the table of events is drawn from. */
export function table(
  { filter, rows, total }: Found,
  place: Place,
  present: (row: RecordedEvent) => object,
): object {
  return {
    filter,
    action: place.path,
    ownTenant: place.ownTenant,
    all: hrefOf({ ...filter, ...NOTHING, page: 1 }, place),
    filtered: hrefOf({ ...filter, page: 1 }, place) !== hrefOf({ ...filter, ...NOTHING, page: 1 }, place),
    rows: rows.map((row) => ({
      ...present(row),
      kindHref: hrefOf({ ...filter, kind: row.kind, page: 1 }, place),
    })),
    pages: pagesOf(filter, rows.length, total, place),
  };
}

const NOTHING = {
  level: undefined,
  kind: undefined,
  tenantId: undefined,
  text: undefined,
  from: undefined,
  to: undefined,
} as unknown as Partial<EventFilter>;

/** UTC, to the second. */
export const whenOf = ({ at }: RecordedEvent): string => at.slice(0, 19).replace('T', ' ');

function presented(row: RecordedEvent, names: Map<number, string>) {
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
    when: whenOf(row),
    tenant: tenantId === undefined ? '' : (names.get(tenantId) ?? `tenant ${tenantId}`),
    more: pairs(more),
  };
}

/** What there is, as printable pairs. */
export const pairs = (values: Record<string, unknown>): string[][] =>
  Object.entries(values)
    .filter(([, value]) => value !== undefined && value !== '')
    .map((pair) => pair.map(printable));

// Control characters, and those that turn the direction of writing around: a copied line must stay what it seems to be.
const printable = (value: unknown): string =>
  String(value).replace(/[\p{Cc}\u2028-\u202e\u2066-\u2069]+/gu, ' ');

function pagesOf(filter: EventFilter, shown: number, total: number, place: Place) {
  const { page, pageSize } = filter;
  return {
    from: (page - 1) * pageSize + 1,
    to: (page - 1) * pageSize + shown,
    total,
    noun: total === 1 ? 'event' : 'events',
    previous: page > 1 ? hrefOf({ ...filter, page: page - 1 }, place) : undefined,
    next: page * pageSize < total ? hrefOf({ ...filter, page: page + 1 }, place) : undefined,
    target: '#event-table',
  };
}
