import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { browser } from '../../support/browser.js';
import { mockProvider } from '../../support/identity-provider.js';
import { netBrowser } from '../../support/net-browser.js';
import { account, firstDay, PASSWORD } from './first-day.js';
import { listening } from './provider-house.js';

export const lab = Lab.script();
const { describe, it } = lab;

const PROXIED = { TRUST_PROXY: '1' };
const from = (address: string) => ({ 'x-forwarded-for': address });

describe('what a stranger does at a provider’s sign-in is in nobody’s way', () => {
  it('begins nothing and counts nothing from an image, a frame or a fetch of any page, or in advance', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { server } = await listening(flags, provider.issuer);
    for (const headers of [
      { 'sec-fetch-dest': 'image', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
      { 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
      { 'sec-fetch-dest': 'object', 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'navigate' },
      { 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' },
      { 'sec-fetch-dest': 'document', 'sec-purpose': 'prefetch;prerender' },
      { purpose: 'prefetch' },
    ] as unknown as Record<string, string>[])
      for (const url of ['/login/oidc', '/redirect_uri?error=x', '/redirect_uri?code=x&state=y']) {
        const { statusCode, headers: given } = await server.inject({ url, headers });
        expect(statusCode, `${url} ${JSON.stringify(headers)}`).to.equal(403);
        expect(given['set-cookie']).to.be.undefined();
      }
    const wanted = {
      'sec-fetch-dest': 'document',
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
    };
    expect((await server.inject({ url: '/login/oidc', headers: wanted })).statusCode).to.equal(302);
  });

  it('however often: an office behind one address comes in, and nothing is recorded', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { home, server, count } = await listening(flags, provider.issuer);
    for (let at = 0; at < 100; at += 1) {
      expect((await server.inject('/login/oidc')).statusCode).to.equal(302);
      expect((await server.inject('/redirect_uri?error=x')).statusCode).to.equal(401);
      expect((await server.inject(`/redirect_uri?code=x&state=${'y'.repeat(40)}`)).statusCode).to.equal(401);
    }
    const { total } = await server.plugins.events.list({ page: 1, pageSize: 1 });
    expect(total).to.equal(0);
    expect((await netBrowser().get(`${home}/user/profile`)).status).to.equal(200);
    expect(await count('sessions')).to.equal(1);
  });

  it('even with sign-ins of their own whose answers are wrong: rows of the log are limited, colleagues come in', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { home, server } = await listening(flags, provider.issuer);
    for (let at = 0; at < 40; at += 1) {
      const begun = await fetch(`${home}/login/oidc`, { redirect: 'manual' });
      const state = new URL(begun.headers.get('location')!).searchParams.get('state')!;
      const [cookie = ''] = begun.headers.getSetCookie()[0]!.split(';');
      const url = `${home}/redirect_uri?error=server_error&state=${encodeURIComponent(state)}`;
      expect((await fetch(url, { headers: { cookie } })).status).to.equal(401);
    }
    const { total } = await server.plugins.events.list({ kind: 'auth.refused', page: 1, pageSize: 1 });
    expect(total).to.equal(20);
    expect((await netBrowser().get(`${home}/user/profile`)).status).to.equal(200);
  });
});

describe('a sign-in at another name of the app', () => {
  it('goes to the public address first, once, with where it leads', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { home, port } = await listening(flags, provider.issuer);
    const page = await netBrowser().get(`http://localhost:${port}/user/profile`);
    expect(page.status).to.equal(200);
    expect(page.url).to.equal(`${home}/user/profile`);
    // A proxy may hide the name that the browser asked for: no loop.
    const again = await fetch(`http://localhost:${port}/login/oidc?home=1`, { redirect: 'manual' });
    expect(again.headers.get('location')).to.contain(`${provider.issuer}/authorize?`);
  });
});

describe('wrong passwords of a stranger', () => {
  const house = async (flags: Flags) => {
    const { server, code } = await firstDay(flags, { env: PROXIED });
    const owner = browser(server);
    await owner.post('/login/account', account(code), from('203.0.113.1'));
    const tries = async (address: string, times: number, email = 'ada@example.com') => {
      const codes: number[] = [];
      const eve = browser(server);
      for (let at = 0; at < times; at += 1)
        codes.push((await eve.post('/login', { email, password: 'wrong one' }, from(address))).statusCode);
      return codes;
    };
    const sign = (who: ReturnType<typeof browser>, address: string, password = PASSWORD) =>
      who.post('/login', { email: 'ada@example.com', password }, from(address));
    return { server, owner, tries, sign };
  };

  it('slow the stranger, not the owner: neither a browser that was here before, nor a new one elsewhere', async (flags: Flags) => {
    const { server, owner, tries, sign } = await house(flags);
    expect((await tries('198.51.100.9', 12)).slice(9)).to.equal([422, 429, 429]);
    // The owner's browser, even behind the stranger's own address; and a new one from elsewhere.
    owner.jar.delete('sid-0');
    expect((await sign(owner, '198.51.100.9')).statusCode).to.equal(303);
    expect((await sign(browser(server), '203.0.113.7')).statusCode).to.equal(303);
    // A right password does not come through where it may have been guessed.
    expect((await sign(browser(server), '198.51.100.9')).statusCode).to.equal(429);
  });

  it('are in no colleague’s way: an address is not shut, however many accounts are tried from it', async (flags: Flags) => {
    const { server, tries, sign } = await house(flags);
    for (let at = 0; at < 70; at += 1)
      expect(await tries('198.51.100.9', 1, `eve${at}@example.com`)).to.equal([422]);
    expect((await sign(browser(server), '198.51.100.9')).statusCode).to.equal(303);
  });

  it('count for the browser that was here before, where they are tried by it', async (flags: Flags) => {
    const { server, owner, sign } = await house(flags);
    for (let at = 0; at < 10; at += 1)
      expect((await sign(owner, `203.0.113.${at}`, 'wrong one')).statusCode).to.equal(422);
    const stopped = await sign(owner, '203.0.113.1');
    expect(stopped.statusCode).to.equal(429);
    expect((await sign(browser(server), '203.0.113.1')).statusCode).to.equal(303);
  });

  it('from many networks are let through once a minute only, and still not in the way of a known browser', async (flags: Flags) => {
    const { owner, tries, sign } = await house(flags);
    for (let at = 0; at < 10; at += 1)
      expect(await tries(`198.51.${at}.1`, 10)).to.equal(Array(10).fill(422));
    expect(await tries('198.51.77.1', 2)).to.equal([422, 429]);
    expect((await sign(owner, '203.0.113.1')).statusCode).to.equal(303);
  });

  it('are not helped by somebody else’s mark, or a forged one', async (flags: Flags) => {
    const { server, tries, sign } = await house(flags);
    await tries('198.51.100.9', 10);
    for (const value of ['', 'x', 'v1.00000000.AAAA.BBBB.CCCC', 'v1']) {
      const eve = browser(server);
      eve.jar.set('device-0', value);
      expect((await sign(eve, '198.51.100.9')).statusCode).to.equal(429);
    }
  });
});

describe('wrong codes of a stranger', () => {
  it('wait after ten, while the right one always counts', async (flags: Flags) => {
    const { server, code } = await firstDay(flags);
    const eve = browser(server);
    const wrong = async () => (await eve.post('/login/link', { setupcode: 'wrong' })).statusCode;
    for (let at = 0; at < 10; at += 1) expect(await wrong()).to.equal(422);
    expect(await wrong()).to.equal(429);
    const owner = await browser(server).post('/login/link', { setupcode: code });
    expect(owner.statusCode).to.equal(200);
    expect((await browser(server).post('/login/account', account(code))).statusCode).to.equal(303);
  });

  it('of the set-up at a provider are not in the way of who has the right one', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { home, server, port } = await listening(flags, provider.issuer);
    const code = server.plugins.security.derive('set-up code').toString('base64url').slice(0, 24);
    const alice = netBrowser();
    await alice.get(`${home}/login`);
    await alice.get(`${home}/admin/initialize-app`);
    const crumb = alice.jars.get('127.0.0.1')!.get('crumb')!;
    expect(port).to.be.above(0);
    const set = (setupcode: string) => alice.post(`${home}/admin/secondstep`, { crumb, setupcode });
    for (let at = 0; at < 10; at += 1) expect((await set('wrong')).status).to.equal(422);
    expect((await set('wrong')).status).to.equal(429);
    const right = await set(code);
    expect(right.status).to.equal(422);
    expect(right.text).not.to.contain('not the set-up code');
  });
});
