import type { Request, Server } from '@hapi/hapi';
import Joi from 'joi';
import type { Choice } from './api.js';

/** The parameter of the address that chooses. */
const NAME = 'tenant';
// What belongs to one of the choices only, or to the moment: it does not go along to another.
const MOMENTARY = ['page', 'repo', 'search', 'watch', 'notice', 'first', 'removed', 'saved', 'done'];

interface Knows {
  choice: boolean;
  /** It has nothing to show without being told what. */
  required: boolean;
  /** Every parameter that it takes. */
  names: string[];
}

// Describing a schema takes longer than making most pages.
const known = new WeakMap<object, Knows>();

/** What the validation of a page's address says of it. */
function knows(route: { settings: object } | null | undefined): Knows {
  const { validate } = (route?.settings ?? {}) as { validate?: { query?: unknown } };
  const query = validate?.query;
  if (!Joi.isSchema(query)) return { choice: false, required: false, names: [] };
  const before = known.get(query);
  if (before) return before;
  const { keys = {} } = query.describe() as { keys?: Record<string, { flags?: { presence?: string } }> };
  const required = Object.values(keys).some((key) => key.flags?.presence === 'required');
  const found = { choice: NAME in keys, required, names: Object.keys(keys) };
  known.set(query, found);
  return found;
}

const takesChoice = (route: Parameters<typeof knows>[0]): boolean => knows(route).choice;

const isAboutOne = ({ route }: Request): boolean => route.path.includes('{') || knows(route).required;

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
  const { names } = knows(request.route);
  for (const name of new Set(query.keys()))
    if (name === NAME || MOMENTARY.includes(name) || !names.includes(name)) query.delete(name);
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
