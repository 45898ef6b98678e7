import Boom from '@hapi/boom';
import Joi from 'joi';
import type { EventFilter, Level } from '../events/api.js';

const PAGE = 50;

/** What the address of the log may say; all are texts, empty where a field of the form was left empty. */
export interface Asked {
  level?: string;
  tenant?: string;
  kind?: string;
  text?: string;
  from?: string;
  to?: string;
  page?: string;
}

const word = (most: number) => Joi.string().allow('').max(most);

export const asked = Joi.object({
  level: word(20),
  tenant: word(20),
  kind: word(64),
  text: word(200),
  from: word(20),
  to: word(20),
  page: word(20),
});

/** The filter that the address means. Throws 400 with a sentence for a level, tenant or day that is none. */
export function filterOf(query: Asked): EventFilter {
  const from = dayOf(query.from, 'from');
  const to = dayOf(query.to, 'to');
  const [first, last] = from && to && from > to ? [to, from] : [from, to];
  const level = levelOf(query.level);
  const tenantId = tenantOf(query.tenant);
  const kind = clean(query.kind);
  const text = clean(query.text);
  return {
    ...(level && { level }),
    ...(tenantId !== undefined && { tenantId }),
    ...(kind && { kind }),
    ...(text && { text }),
    ...(first && { from: first }),
    ...(last && { to: last }),
    page: Math.min(Math.max(1, Math.trunc(Number(query.page)) || 1), 1_000_000),
    pageSize: PAGE,
  };
}

/** A page that shows events. */
export interface Place {
  path: string;
  /** The tenant whose log it is, which its addresses always name; undefined: the installation's. */
  ownTenant: number | undefined;
}

/** The address of the log with this filter; what is empty or as usual is left out. */
export function hrefOf({ pageSize: _same, tenantId, page, ...words }: EventFilter, place: Place): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...words, tenant: place.ownTenant ?? tenantId })) {
    if (value !== undefined) query.set(name, String(value));
  }
  if (page > 1) query.set('page', String(page));
  return query.size ? `${place.path}?${query}` : place.path;
}

const clean = (text = ''): string => text.trim();

function levelOf(text = ''): Level | undefined {
  if (text === '') return undefined;
  if (text === 'info' || text === 'warning' || text === 'error') return text;
  throw Boom.badRequest('The level is info, warning or error.');
}

function tenantOf(text = ''): number | undefined {
  if (text === '') return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw Boom.badRequest('The tenant is given by its number.');
}

function dayOf(text = '', name: string): string | undefined {
  if (text === '') return undefined;
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // Date.parse takes 30 February for a day in March.
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(text)) return text;
  throw Boom.badRequest(`“${name}” is a day like 2026-11-21.`);
}
