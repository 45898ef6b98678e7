import type { RequestRoute, Server } from '@hapi/hapi';
import type Joi from 'joi';
import { type Cast, EVENT_TOKEN, SPARE_TOKEN } from './cast.js';
import { type Kind, kindOf, meant, type Named, objects } from './objects.js';
import type { Principal } from './principals.js';

type Part = 'params' | 'query' | 'payload';
type Values = Record<string, string>;

export interface Key {
  name: string;
  kind: Kind | undefined;
  required: boolean;
  /** What it may only be; empty where it may be anything. */
  valid: string[];
}

export interface Case {
  object: string;
  placement: string;
  params: Values;
  query: Values;
  payload: Values;
  htmx?: true;
}

/** The texts that the request holds: an answer may repeat them. */
export const sent = ({ params, query, payload }: Case): string[] => [
  ...new Set([params, query, payload].flatMap((part) => Object.values(part))),
];

export interface Route {
  /** `GET /path`, as policy.ts has it. */
  id: string;
  method: 'GET' | 'POST';
  path: string;
  /** Errors are JSON, not pages. */
  json: boolean;
  event: boolean;
  crumb: boolean;
  loose: boolean;
  /** It refuses parameters of the address that it does not know; pages leave them out. */
  exact: boolean;
  keys: Record<Part, Key[]>;
}

/** Every route of the server, with the keys that its validation knows. */
export function routesOf(server: Server): Route[] {
  return server.table().map((entry) => {
    const { settings, path } = entry as unknown as RequestRoute;
    const method = entry.method.toUpperCase() as Route['method'];
    const keys = (part: Part): Key[] => keysOf(settings.validate?.[part], path);
    return {
      id: `${method} ${path}`,
      method,
      path,
      json: settings.plugins?.json === true,
      event: settings.plugins?.policy === 'event',
      crumb: settings.plugins?.crumb !== false,
      loose: settings.plugins?.loose !== undefined,
      exact: settings.plugins?.exactQuery === true,
      keys: { params: keys('params'), query: keys('query'), payload: keys('payload') },
    };
  });
}

function keysOf(schema: unknown, path: string): Key[] {
  const described = (schema as Joi.Schema | undefined)?.describe?.() as
    | {
        keys?: Record<
          string,
          { type?: string; flags?: { presence?: string; only?: boolean }; allow?: unknown[] }
        >;
      }
    | undefined;
  return Object.entries(described?.keys ?? {}).map(([name, { type, flags, allow }]) => ({
    name,
    kind: kindOf(name, path, type),
    required: flags?.presence === 'required',
    valid: flags?.only ? (allow ?? []).filter((one) => typeof one !== 'object').map(String) : [],
  }));
}

/** Each object that a principal can name in a route, in each of its places, alone and against an object of one's own. */
export function casesOf(route: Route, cast: Cast, principal: Principal, may: boolean): Case[] {
  const named = objects(cast, principal);
  const own = named.get('own user')!;
  const parts = (['params', 'query', 'payload'] as const).filter((part) =>
    route.keys[part].some(({ kind }) => kind),
  );
  const plain = (object: string, placement: string): Case => ({
    ...{ object, placement },
    params: filled(route.keys.params, own, true, 0),
    query: filled(route.keys.query, own, false, 0),
    payload: filled(route.keys.payload, own, false, 0),
  });
  const all: Case[] = [plain('none', 'plain'), stranger(plain('none', 'unknown keys'))];
  let place = 0;
  for (const part of parts)
    for (const [placement, chosen, others] of placements(route, part, parts.length > 1)) {
      place += 1;
      const kinds = chosen.flatMap(({ kind }) => kind ?? []);
      for (const [at, [object, values]] of [...named].entries()) {
        // Each place gets some of the spellings, and all of them come up again and again.
        const skipped = object.startsWith('malformed') && (place + at) % (may ? 6 : 11);
        if (skipped || !meant(object, kinds)) continue;
        for (let turn = 0; turn < turnsOf(route); turn += 1) {
          const one = plain(object, `${placement}${turn ? ` ${turn}` : ''}`);
          for (const other of parts)
            if (other !== part && others) Object.assign(one[other], ids(route, other, own));
          Object.assign(one.payload, filled(route.keys.payload, own, false, turn));
          for (const { name, kind } of chosen) one[part][name] = values[kind!];
          all.push(one);
          if (may && route.method === 'GET' && /^\w+: \w+$/.test(placement))
            all.push({ ...one, placement: `${placement} by htmx`, htmx: true });
        }
      }
    }
  return all.map((one) => confirmed(route, cast, one));
}

// As many as a form has choices, so that each is made once.
const turnsOf = ({ keys: { payload } }: Route): number =>
  Math.max(1, ...payload.map(({ valid, kind }) => (kind ? 1 : valid.length)));

// Only who types a tenant's name takes it away.
function confirmed(route: Route, { tenants: { a, b } }: Cast, one: Case): Case {
  if (!route.path.endsWith('{id}/remove')) return one;
  const confirm = [a, b].find(({ id }) => String(id) === one.params['id'])?.name ?? '';
  return { ...one, payload: { ...one.payload, confirm } };
}

// All keys of the part that name one object, each alone, and all against one's own object in the other parts.
function placements(
  route: Route,
  part: Part,
  mixed: boolean,
): [name: string, keys: Key[], others: boolean][] {
  type Placement = [name: string, keys: Key[], others: boolean];
  const about = {
    tenant: ['tenant'],
    repository: ['repository', 'owner', 'name', 'slug'],
    user: ['user'],
    invitation: ['invitation'],
  };
  return Object.entries(about).flatMap(([name, kinds]): Placement[] => {
    const keys = route.keys[part].filter(({ kind }) => kind && kinds.includes(kind));
    if (!keys.length) return [];
    const alone = keys.length > 1 && part !== 'params' ? keys : [];
    return [
      [`${part}: ${name}`, keys, false],
      ...alone.map((key): Placement => [`${part}: ${key.name} alone`, [key], false]),
      ...(mixed ? [[`${part}: ${name} against own`, keys, true] as Placement] : []),
    ];
  });
}

const ids = (route: Route, part: Part, own: Named): Values =>
  Object.fromEntries(route.keys[part].filter(({ kind }) => kind).map(({ name, kind }) => [name, own[kind!]]));

const GIVEN: Values = {
  ghtoken: SPARE_TOKEN,
  token: EVENT_TOKEN,
  confirm: '1',
  history: '1',
  email: 'somebody@example.com',
  password: 'correct horse battery',
  repeated: 'correct horse battery',
};

// What a request needs to be taken, and what makes it do something; of a choice, each in turn.
function filled(keys: Key[], own: Named, every: boolean, turn: number): Values {
  const wanted = keys.filter(
    ({ name, required, valid, kind }) => every || required || name in GIVEN || (valid.length && !kind),
  );
  return Object.fromEntries(
    wanted.map(({ name, kind, valid }) => [
      name,
      kind ? own[kind] : (valid[turn % valid.length] ?? GIVEN[name] ?? 'text'),
    ]),
  );
}

// Columns that no form has, and the names that other apps give to rights.
const STRANGE = {
  tenant_id: '710001',
  user_id: '730001',
  role: '1',
  admin: 'true',
  sealed: 'x',
  ghtokens: 'x',
};

function stranger(one: Case): Case {
  return { ...one, query: { ...one.query, ...STRANGE }, payload: { ...one.payload, ...STRANGE } };
}
