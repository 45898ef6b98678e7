import { expect } from '@hapi/code';
import type { Server } from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import type Joi from 'joi';
import type { Flags } from '../support/app.js';
import { asker, quiet, request } from '../support/matrix/ask.js';
import { type Case, casesOf, type Route, routesOf } from '../support/matrix/cases.js';
import { cast } from '../support/matrix/cast.js';
import type { Principal } from '../support/matrix/principals.js';
import { takeState } from '../support/matrix/state.js';

export const lab = Lab.script();
const { describe, it } = lab;

const BYTES = 50_000;
// What takes an hour where a text is looked at from each of its signs on: many of the same, and no end to it.
const PIECES = [' ', '.', '"', '/', '-', ')', 'a', 'a/', ' / ', '(a'];
// As long as the form takes: what is longer is refused before it is looked at.
const valuesOf = (most: number): string[] =>
  PIECES.map((piece) => `a${piece.repeat(Math.max(0, (most - 3) / piece.length))}!x`);
// A text of 50 kB whose every sign is looked at from each of them takes a second and a half, a request some milliseconds.
const MOST_MS = 500;

// As short as a form may write it, so that it is still taken.
const plain = (text: string): string => text.replace(/[%&+=#]/g, encodeURIComponent).replaceAll(' ', '+');

interface Place {
  route: Route;
  part: 'params' | 'query' | 'payload';
  name: string;
  /** How long its value may be. */
  most: number;
}

const places = (server: Server): Place[] =>
  routesOf(server).flatMap((route) =>
    (['params', 'query', 'payload'] as const).flatMap((part) =>
      route.keys[part].map(({ name }) => ({ route, part, name, most: limitOf(server, route, part, name) })),
    ),
  );

function limitOf(server: Server, { id }: Route, part: Place['part'], name: string): number {
  const validation = routeOf(server, id)?.settings.validate?.[part] as Joi.Schema | undefined;
  const key = (validation?.describe() as { keys?: Record<string, Described> })?.keys?.[name];
  const [limit] = [key, ...(key?.items ?? [])].flatMap((one) =>
    one?.type === 'string' ? (one.rules ?? []).filter((rule) => rule.name === 'max') : [],
  );
  return Math.min(BYTES, limit?.args?.limit ?? BYTES);
}

interface Described {
  type: string;
  rules?: { name: string; args?: { limit: number } }[];
  items?: Described[];
}

const routeOf = (server: Server, id: string) =>
  server.table().find(({ method, path }) => `${method.toUpperCase()} ${path}` === id);

/** The request of the case with the value in one of its places. */
function spoiled(
  one: Case,
  { route, part, name }: Place,
  value: string,
  principal: Principal,
  cookie: string,
  crumb: string,
) {
  const place = 'ThePlaceOfTheLongValue';
  const made = request(route, { ...one, [part]: { ...one[part], [name]: place } }, principal, cookie, crumb);
  const written = made.headers['content-type']?.includes('json')
    ? JSON.stringify(value).slice(1, -1)
    : plain(value);
  const put = (text: string): string =>
    text.replace(place, () => (part === 'params' ? encodeURI(value) : written));
  return { ...made, url: put(made.url), ...('payload' in made && { payload: put(String(made.payload)) }) };
}

/** Whoever the route lets in: what it takes is looked at only then. */
function principalOf(server: Server, { id }: Route): Principal {
  const { policy } = routeOf(server, id)?.settings.plugins ?? {};
  if (policy === 'anyone') return 'anonymous';
  if (policy === 'event') return 'event';
  return Array.isArray(policy) && !policy.includes('tenant') ? 'administrator' : 'ownerA';
}

describe('a value of 50 kB', () => {
  it('in any field of any route keeps nobody waiting', { timeout: 120_000 }, async (flags: Flags) => {
    const world = await cast(flags);
    const state = await takeState(world);
    const { crumb } = await asker(world, 'anonymous', 1);
    const all = places(world.server);
    for (const [turn, place] of all.entries()) {
      const principal = principalOf(world.server, place.route);
      const cookie = [world.people[principal]?.cookie, `crumb=${crumb}`].filter(Boolean).join('; ');
      const one = casesOf(place.route, world, principal, true)[0]!;
      for (const [at, value] of valuesOf(place.most).entries()) {
        // Queries are many and alike: each of them gets some of the values, and all together get all.
        if (place.part === 'query' && (turn + at) % 4) continue;
        const asked = spoiled(one, place, value, principal, cookie, crumb);
        const before = process.cpuUsage();
        const answer = await world.server.inject({ ...asked, remoteAddress: `203.0.113.${turn % 250}` });
        const { user } = process.cpuUsage(before);
        const what = `${place.route.id} ${place.name} ${JSON.stringify(PIECES[at])}: ${answer.statusCode}`;
        expect(answer.statusCode, what).to.be.below(500);
        expect(user / 1_000, what).to.be.below(MOST_MS);
        if (!state.writes()) continue;
        await quiet(world.server);
        await state.restore();
        state.writes();
      }
    }
    expect(all.length).to.be.above(50);
  });
});
