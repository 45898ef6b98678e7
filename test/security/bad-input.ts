import { expect } from '@hapi/code';
import type { ServerInjectResponse } from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import type { Flags } from '../support/app.js';
import { asker, quiet } from '../support/matrix/ask.js';
import { type Case, casesOf, type Route, routesOf } from '../support/matrix/cases.js';
import { cast } from '../support/matrix/cast.js';
import type { Principal } from '../support/matrix/principals.js';
import { takeState } from '../support/matrix/state.js';

export const lab = Lab.script();
const { describe, it } = lab;

const BAD = [
  "' OR 1=1 --",
  '1; DROP TABLE users',
  '{"$ne":1}',
  '%_\\',
  '\0',
  '<script>alert(1)</script>',
  '=1+1',
  'a\r\nX-Evil: 1',
  '__proto__',
  '99999999999999999999',
  '-1',
  '1e3',
  '\ud800',
  '',
  'x'.repeat(5_000),
];

/** The title of a page that refuses, and what it says; undefined where somebody would not know what is wrong. */
function saidBy({ payload, statusCode, headers }: ServerInjectResponse): string | undefined {
  if (String(headers['content-type']).startsWith('application/json'))
    return (JSON.parse(payload) as { message?: string }).message;
  const title = /<h1[^>]*>([^<]+)</.exec(payload)?.[1];
  const field = /class="error" id="[\w-]+-error">([^<]{10,})</.exec(payload)?.[1];
  const alert = /role="alert"[^>]*>[\s\S]*?<p>([^<]{5,})</.exec(payload)?.[1];
  const advice = /role="alert"[^>]*>[\s\S]*?<p>[^<]*<\/p>\s*<p>([^<]{5,})</.exec(payload)?.[1];
  const said = statusCode === 422 ? (field ?? alert) : (alert ?? advice);
  return title && said;
}

/** The case with one of its fields made bad. */
function spoiled(one: Case, part: 'query' | 'payload', name: string, value: string): Case {
  return { ...one, [part]: { ...one[part], [name]: value } };
}

// Many addresses read the same parameters: each gets some of the values, and all of them come up again and again.
const someOf = (turn: number): string[] => BAD.filter((_, at) => (at + turn) % 4 === 0);

const parts = (route: Route) =>
  (['query', 'payload'] as const).flatMap((part) => route.keys[part].map(({ name }) => ({ part, name })));

describe('bad input', () => {
  for (const [number, principal] of (['ownerA', 'administrator', 'anonymous'] as const).entries())
    it(`of ${principal} is answered with a sentence and changes no row, in every field of every route`, {
      timeout: 120_000,
    }, async (flags: Flags) => {
      const world = await cast(flags);
      const state = await takeState(world);
      const who = await asker(world, principal satisfies Principal, number + 1);
      const before = JSON.stringify(await state.digests());
      const statuses = new Set<number>();
      let turn = 0;
      state.writes();
      for (const route of routesOf(world.server)) {
        const whole = casesOf(route, world, principal, true)[0]!;
        for (const { part, name } of parts(route))
          for (const value of part === 'payload' ? BAD : someOf(turn++)) {
            const answer = await who.ask(route, spoiled(whole, part, name, value));
            const what = `${route.id} ${name}=${JSON.stringify(value.slice(0, 30))}: ${answer.statusCode}`;
            statuses.add(answer.statusCode);
            expect(answer.statusCode, what).to.be.below(500);
            if (answer.statusCode >= 400) expect(saidBy(answer), what).to.be.a.string();
            if (!state.writes()) continue;
            await quiet(world.server);
            if (answer.statusCode >= 400)
              expect(JSON.stringify(await state.digests()), what).to.equal(before);
            await state.restore();
            state.writes();
          }
      }
      expect([...statuses]).to.include([400, 404]);
    });
});
