import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../support/app.js';
import { asker } from '../support/matrix/ask.js';
import { casesOf, routesOf } from '../support/matrix/cases.js';
import { cast } from '../support/matrix/cast.js';
import { takeState } from '../support/matrix/state.js';

export const lab = Lab.script();
const { describe, it } = lab;

const EVERYWHERE = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

const ASSET = /^\/(static\/|favicon|apple-touch-icon|robots\.txt|\.well-known\/)/;

describe('every answer of every route', () => {
  it('carries the headers, allows no other origin, and is kept by nobody but assets', {
    timeout: 60_000,
  }, async (flags: Flags) => {
    const world = await cast(flags);
    const state = await takeState(world);
    for (const [number, principal] of (['anonymous', 'ownerA', 'administrator'] as const).entries()) {
      const who = await asker(world, principal, number + 1);
      for (const route of routesOf(world.server)) {
        const answer = await who.ask(route, casesOf(route, world, principal, true)[0]!);
        const name = `${principal} ${route.id} ${answer.statusCode}`;
        const { headers } = answer;
        expect(headers, name).to.include(EVERYWHERE);
        const policy = String(headers['content-security-policy']);
        expect(policy, name).to.startWith("default-src 'none'; script-src 'self'; style-src 'self';");
        expect(policy, name).to.not.match(/unsafe|\*|https?:|data:.*script/);
        expect(Object.keys(headers).join(), name).to.not.match(/access-control-allow|x-powered-by|server/);
        const asset = ASSET.test(route.path) && answer.statusCode === 200;
        expect(headers['cache-control'], name).to.match(asset ? /public/ : /no-store|no-cache/);
        if (String(headers['content-type']).startsWith('text/html')) {
          expect(answer.payload, name).to.not.match(
            /<script(?![^>]*\ssrc=)[^>]*>(?!\s*[[{])|\sstyle=|\son\w+=|javascript:/i,
          );
        }
        if (state.writes()) await state.restore();
      }
    }
  });

  it('names no host but its own, whatever the request claims', async (flags: Flags) => {
    const world = await cast(flags, { env: { FULL_HOSTNAME: 'https://traffic.example.com' } });
    const { cookie } = world.people.ownerA!;
    const headers = {
      cookie,
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
      forwarded: 'host=evil.example',
      'x-original-url': '/admin/systemlog',
      'x-rewrite-url': '/admin/systemlog',
    };
    for (const route of routesOf(world.server).filter(({ method }) => method === 'GET')) {
      const url = route.path.replaceAll(/\{\w+[*?]?\}/g, 'text');
      const answer = await world.server.inject({ url, headers });
      expect(JSON.stringify(answer.headers) + answer.payload, route.id).to.not.contain('evil.example');
    }
  });

  it('is not found under the name of a file that a cache would keep', async (flags: Flags) => {
    const { server, people } = await cast(flags);
    const { cookie } = people.ownerA!;
    for (const url of [
      '/overview/x.css',
      '/settings/x.js',
      '/user/profile/a.png',
      '/overview;x.css',
      '/overview%2fx.css',
    ]) {
      const answer = await server.inject({ url, headers: { cookie } });
      expect({ url, status: answer.statusCode }).to.equal({ url, status: 404 });
      expect(answer.headers['cache-control']).to.match(/no-store|no-cache/);
    }
  });
});
