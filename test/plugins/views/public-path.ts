import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import { publicPath } from '../../../plugins/views/public-path.js';
import { app, type Flags, freshDatabase } from '../../support/app.js';
import { people } from '../../support/people.js';
import { addresses } from '../../support/structure.js';

export const lab = Lab.script();
const { describe, it } = lab;

const HOME = 'https://tools.example.com/traffic';

const below = (flags: Flags, home = HOME) => app(flags, { env: { FULL_HOSTNAME: home, PORT: '5000' } });

describe('the path of the public address', () => {
  it('stands before every address of a page, whether the proxy passes it on or takes it away', async (flags: Flags) => {
    const { server } = await below(flags);
    const { cookie } = (await people(server)).alice;
    const [passed, taken] = await Promise.all(
      ['/traffic/repos/list', '/repos/list'].map((url) => server.inject({ url, headers: { cookie } })),
    );
    const blank = (page: string) => page.replace(/name="crumb" value="[^"]*"/g, '');
    expect(blank(passed!.payload)).to.equal(blank(taken!.payload));
    const own = addresses(passed!.payload).filter((address) => !/^(https:|#)/.test(address));
    expect(own).to.include(['/traffic/static/base.css', '/traffic/overview', '/traffic/logout']);
    for (const address of own) {
      expect(address).to.match(/^\/traffic\//);
      const { statusCode } = await server.inject({ url: address, headers: { cookie } });
      expect(statusCode, address).to.be.below(400);
    }
  });

  it('stands in redirects, in what htmx follows, in cookies and in no address twice', async (flags: Flags) => {
    const { server } = await below(flags);
    const { cookie } = (await people(server)).alice;
    const get = (url: string, headers: Record<string, string> = {}) => server.inject({ url, headers });
    for (const url of ['/traffic/repos?search=a', '/repos?search=a'])
      expect((await get(url, { cookie })).headers.location).to.equal('/traffic/repos/list?search=a');
    const gone = await get('/traffic/overview?range=7');
    expect(gone.headers.location).to.equal(`/traffic/login?next=${encodeURIComponent('/overview?range=7')}`);
    const piece = await get('/traffic/overview', { 'hx-request': 'true' });
    expect(piece.headers['hx-redirect']).to.equal('/traffic/login?next=%2Foverview');
    const form = await get('/traffic/login/link');
    const made = [form.headers['set-cookie'] ?? []].flat();
    expect(made.length).to.be.above(0);
    for (const one of made) expect(one).to.match(/; Path=\/traffic\/(;|$)/);
  });

  it('gives its cookies a prefix that the path allows', async (flags: Flags) => {
    const { server } = await below(flags);
    expect((await people(server)).alice.cookie).to.match(/^__Secure-sid=/);
    const root = await app(flags, { env: { FULL_HOSTNAME: 'https://tools.example.com' } });
    expect((await people(root.server)).alice.cookie).to.match(/^__Host-sid=/);
  });

  it('leads to its first page without its last slash, and knows nothing of what only looks like it', async (flags: Flags) => {
    const { server } = await below(flags);
    const first = await server.inject('/traffic?utm_source=mail');
    expect([first.statusCode, first.headers.location]).to.equal([302, '/traffic/?utm_source=mail']);
    for (const url of ['/traffic/', '/traffic//', '//traffic/', '/'])
      expect((await server.inject(url)).statusCode, url).to.equal(200);
    for (const url of [
      '/trafficx',
      '/trafficx/login',
      '/traffic.',
      '/Traffic/login',
      '/traffic/traffic/login',
      '/x/traffic/login',
    ])
      expect((await server.inject(url)).statusCode, url).to.equal(404);
    for (const url of ['/traffic/../login', '/traffic/%2e%2e/login', '/traffic/./login', '/../traffic/login'])
      expect((await server.inject(url)).statusCode, url).to.equal(400);
  });

  it('is not needed by probes, which come past the proxy', async (flags: Flags) => {
    const { server } = await below(flags);
    for (const url of ['/health/live', '/traffic/health/live', '/health/ready', '/traffic/health/ready'])
      expect((await server.inject(url)).statusCode, url).to.equal(200);
  });

  it('is refused in one line where it begins like an address of the app', async (flags: Flags) => {
    const database = await freshDatabase();
    for (const path of [
      '/repos',
      '/repos/acme',
      '/repos/acme/rocket',
      '/static',
      '/data',
      '/overview',
      '/admin/users',
      '/health',
    ])
      await expect(
        app(flags, { database, env: { FULL_HOSTNAME: `https://h.example.com${path}` } }),
      ).to.reject(/^FULL_HOSTNAME: its path begins like the app's own \S+; choose another, e\.g\. [^\n]+$/);
    for (const path of ['/admin/traffic', '/api/github', '/traffic/overview', '/repo'])
      await app(flags, { database, env: { FULL_HOSTNAME: `https://h.example.com${path}` } });
    await database.drop();
  });

  it('is left by no redirect, whatever the address asks for', () => {
    const { leave } = publicPath(HOME);
    const piece = fc.constantFrom(
      '/',
      '..',
      '.',
      '%2e',
      '%2E',
      'x',
      'traffic',
      '?',
      '#',
      '\\',
      '%2f',
      '//',
      ':',
      '@',
      '\t',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const response = { headers: { location: `/${pieces.join('')}` } };
        const h = { continue: Symbol('continue') };
        (leave as (request: unknown, toolkit: unknown) => unknown)({ response }, h);
        const { origin, pathname } = new URL(
          response.headers.location,
          'https://tools.example.com/traffic/login',
        );
        expect(origin).to.equal('https://tools.example.com');
        expect(`${pathname}/`).to.match(/^\/traffic\//);
      }),
      { numRuns: 3_000 },
    );
  });
});
