import type { Request, Server } from '@hapi/hapi';
import Joi from 'joi';
import type { Choice } from './api.js';

/** The parameter of the address that chooses. */
const NAME = 'tenant';
// What belongs to one of the choices only, or to the moment: it does not go along to another.
const MOMENTARY = ['page', 'repo', 'search', 'watch', 'notice', 'first', 'removed', 'saved', 'done'];

const knows = new WeakMap<object, boolean>();

/** Whether a page's address may name a choice: its validation says so. */
function takesChoice(route: { settings: object } | null | undefined): boolean {
  if (!route) return false;
  const { validate } = route.settings as { validate?: { query?: unknown } };
  const query = validate?.query;
  if (!Joi.isSchema(query)) return false;
  const known = knows.get(query) ?? NAME in ((query.describe().keys ?? {}) as object);
  knows.set(query, known);
  return known;
}

function isAboutOne({ route }: Request): boolean {
  const query = route.settings.validate?.query;
  const { keys = {} } = (Joi.isSchema(query) ? query.describe() : {}) as {
    keys?: Record<string, { flags?: { presence?: string } }>;
  };
  return route.path.includes('{') || Object.values(keys).some((key) => key.flags?.presence === 'required');
}

// A page that says no is the same whatever the address named: nothing of it may show what exists.
const refuses = ({ response }: Request): boolean => response !== null && 'isBoom' in response;

/** What the address of the request names, where its page knows of choices. */
export function chosen(request: Request): string | undefined {
  const given = (request.query as Record<string, unknown> | undefined)?.[NAME];
  if (given === undefined || refuses(request) || !takesChoice(request.route)) return undefined;
  return String(given);
}

/** The entries of the menu: the page as it is, for each choice and for all; a page without choices leads to the overview. */
export function switcher(request: Request, choices: Choice[], home: string) {
  // A page about one thing of one choice has nothing to show of another.
  const here =
    request.method === 'get' && !refuses(request) && takesChoice(request.route) && !isAboutOne(request);
  const now = chosen(request);
  const query = new URLSearchParams(here ? request.url.search : '');
  for (const name of [NAME, ...MOMENTARY]) query.delete(name);
  const path = here ? request.path : home;
  const href = (id?: number) => {
    const all = new URLSearchParams(query);
    if (id !== undefined) all.set(NAME, String(id));
    return all.size ? `${path}?${all}` : path;
  };
  return {
    tenants: choices.map(({ id, name }) => ({ id, name, href: href(id), current: now === String(id) })),
    everything: href(),
  };
}

/** A link that stays with the choice, where its page knows of choices. */
export function keeping(server: Server, href: string, choice: string | undefined): string {
  if (choice === undefined || !takesChoice(server.match('get', href))) return href;
  return `${href}?${NAME}=${encodeURIComponent(choice)}`;
}
