import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { app, type Flags } from '../../support/app.js';
import { browser } from '../../support/browser.js';
import { people } from '../../support/people.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('what no browser sends', () => {
  it('is refused with a sentence: a host that is none', async (flags: Flags) => {
    const { server } = await app(flags);
    const { alice } = await people(server);
    for (const host of ['%2e%2e%2f', 'a b', '[', 'x:99999', 'a/b@c:d'])
      for (const url of ['/overview?tenant=1', '/repos/list', '/nothing']) {
        const { statusCode, payload } = await server.inject({ url, headers: { host, cookie: alice.cookie } });
        if (URL.canParse(`http://${host}`)) expect(statusCode, host).to.be.below(500);
        else
          expect({ statusCode, said: payload.includes('Host header') }, host).to.equal({
            statusCode: 400,
            said: true,
          });
      }
  });

  it('is refused with a sentence: a host that is more than a host', async (flags: Flags) => {
    const { server } = await app(flags);
    for (const host of ['x/overview?', 'x?y', 'x#y', 'user:word@x', 'x\\y']) {
      const { statusCode, payload } = await server.inject({ url: '/nothing', headers: { host } });
      expect({ host, statusCode }).to.equal({ host, statusCode: 400 });
      expect(payload).to.contain('Host header');
    }
    for (const host of ['x', 'x:5000', '[::1]:5000', ''])
      expect((await server.inject({ url: '/', headers: { host } })).statusCode, host).to.equal(200);
  });

  it('is refused with a sentence: steps in a path, which caches in front read otherwise', async (flags: Flags) => {
    const { server } = await app(flags);
    const { alice } = await people(server);
    const headers = { cookie: alice.cookie };
    for (const url of [
      '/static/../user/profile',
      '/static/x.css/%2e%2E/%2e./user/profile',
      '/static/..\\user/profile',
      '/./user/profile',
      '/user/profile/.',
      '/user/profile/x/..?tenant=1',
    ]) {
      const { statusCode, payload } = await server.inject({ url, headers });
      expect({ url, statusCode }).to.equal({ url, statusCode: 400 });
      expect(payload).to.contain('address of this request').and.not.to.contain('alice@example.com');
    }
    for (const [url, status] of [
      ['/login?next=/../x', 302],
      ['/repos/acme/.github', 404],
      ['/repos/acme/a..b', 404],
    ] as const)
      expect((await server.inject({ url, headers })).statusCode, url).to.equal(status);
  });

  it('is refused with a sentence: NUL, wherever it stands', async (flags: Flags) => {
    const { server } = await app(flags);
    const person = browser(server);
    const login = await person.post('/login', { email: '\0', password: 'x' });
    expect(login.statusCode).to.equal(400);
    expect(login.payload).to.contain('(NUL)');
    const { alice } = await people(server);
    for (const url of [
      '/overview?search=%00',
      '/repos/%00/%00',
      '/repos/list?search=a%00b',
      '/data/repostats.csv?repo=%00',
    ]) {
      const { statusCode } = await server.inject({ url, headers: { cookie: alice.cookie } });
      expect(statusCode, url).to.be.within(400, 404);
    }
  });
});
