import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../support/app.js';
import { asker, quiet, request } from '../support/matrix/ask.js';
import { type Case, casesOf, type Route, routesOf } from '../support/matrix/cases.js';
import { type Cast, cast, EVENT_TOKEN } from '../support/matrix/cast.js';
import { takeState } from '../support/matrix/state.js';

export const lab = Lab.script();
const { describe, it } = lab;

type Request = ReturnType<typeof request>;
type Form = { what: string; change(sent: Request, form: Record<string, string>): Request };

const type = (sent: Request, contentType: string, payload: string): Request => {
  const headers = { ...sent.headers, 'content-type': contentType };
  return { ...sent, headers, payload };
};
const URLENCODED = 'application/x-www-form-urlencoded';
const encoded = (form: Record<string, string>): string => new URLSearchParams(form).toString();

/** The ways in which another site's page can make a browser send something. */
function forms(other: string): Form[] {
  const withHeaders = (sent: Request, headers: Record<string, string>): Request => ({
    ...sent,
    headers: { ...sent.headers, ...headers },
  });
  return [
    {
      what: 'without a form token',
      change: (sent, { crumb: _, ...form }) => type(sent, URLENCODED, encoded(form)),
    },
    {
      what: 'with another session’s',
      change: (sent, form) => type(sent, URLENCODED, encoded({ ...form, crumb: other })),
    },
    { what: 'from another site', change: (sent) => withHeaders(sent, { 'sec-fetch-site': 'cross-site' }) },
    { what: 'from another origin', change: (sent) => withHeaders(sent, { origin: 'https://evil.example' }) },
    { what: 'as text/plain', change: (sent, form) => type(sent, 'text/plain', JSON.stringify(form)) },
    {
      what: 'by a method in a field',
      change: (sent, form) => {
        const { 'content-type': _, ...headers } = sent.headers;
        return {
          method: 'GET',
          url: `${sent.url.split('?')[0]}?${encoded({ ...form, _method: 'POST' })}`,
          headers,
        };
      },
    },
  ];
}

async function unsafe(world: Cast): Promise<{ route: Route; one: Case }[]> {
  const routes = routesOf(world.server).filter(({ method, event }) => method === 'POST' && !event);
  return routes.map((route) => ({ route, one: casesOf(route, world, 'ownerA', true)[0]! }));
}

describe('a form of another site', () => {
  it('changes nothing, on any route, in any of six ways', { timeout: 60_000 }, async (flags: Flags) => {
    const world = await cast(flags);
    const state = await takeState(world);
    const who = await asker(world, 'ownerA', 1);
    const { crumb: other } = await asker(world, 'ownerB', 2);
    const before = await state.digests();
    state.writes();
    for (const { route, one } of await unsafe(world)) {
      const cookie = `${world.people.ownerA!.cookie}; crumb=${who.crumb}`;
      const sent = request(route, one, 'ownerA', cookie, who.crumb);
      const form = Object.fromEntries(new URLSearchParams(String((sent as { payload?: string }).payload)));
      for (const { what, change } of forms(other)) {
        const { statusCode } = await world.server.inject(change(sent, form));
        const name = `${route.id} ${what}`;
        expect(state.writes(), name).to.equal(0);
        // A page may stand at the same address; it takes nothing of the form.
        if (what !== 'by a method in a field') expect(statusCode, name).to.be.within(400, 499);
      }
    }
    await quiet(world.server);
    expect(await state.digests()).to.equal(before);
  });

  it('is told from one’s own, which is taken', async (flags: Flags) => {
    const world = await cast(flags);
    const state = await takeState(world);
    const who = await asker(world, 'ownerA', 1);
    state.writes();
    const route = routesOf(world.server).find(({ id }) => id === 'POST /settings/invite')!;
    const one = casesOf(route, world, 'ownerA', true)[0]!;
    expect((await who.ask(route, one)).statusCode).to.equal(200);
    expect(state.writes()).to.equal(1);
  });
});

describe('the event', () => {
  it('takes its token from the body only, and never repeats it', async (flags: Flags) => {
    const { server } = await cast(flags);
    const json = { 'content-type': 'application/json' };
    const tries = [
      { url: `/collectStats?token=${encodeURIComponent(EVENT_TOKEN)}`, headers: json, payload: '{}' },
      { url: '/collectStats', headers: { ...json, authorization: `Bearer ${EVENT_TOKEN}` }, payload: '{}' },
      { url: '/collectStats', headers: { ...json, cookie: `token=${EVENT_TOKEN}` }, payload: '{}' },
      ...[
        EVENT_TOKEN.slice(1),
        `${EVENT_TOKEN} `,
        EVENT_TOKEN.toUpperCase(),
        [EVENT_TOKEN],
        { $eq: EVENT_TOKEN },
        '',
        null,
        0,
        true,
      ].map((token) => ({ url: '/collectStats', headers: json, payload: JSON.stringify({ token }) })),
    ];
    for (const one of tries) {
      const { statusCode, payload } = await server.inject({ method: 'POST', ...one });
      expect(statusCode, JSON.stringify(one)).to.be.within(400, 429);
      expect(payload).to.not.contain(EVENT_TOKEN);
    }
  });
});
