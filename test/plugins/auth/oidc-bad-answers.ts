import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { mockProvider } from '../../support/identity-provider.js';
import { netBrowser } from '../../support/net-browser.js';
import { listening } from './provider-house.js';

export const lab = Lab.script();
const { describe, it } = lab;

const NOW = () => Math.floor(Date.now() / 1000);

/** What a provider (or somebody in its name) may send back in place of code and state. */
const ANSWERS: Record<string, (state: string) => string> = {
  'without a state': () => 'code=a-code',
  'with a foreign state': () => 'code=a-code&state=foreign',
  'with an empty state': () => 'code=a-code&state=',
  'with its state twice': (state) => `code=a-code&state=${state}&state=${state}`,
  'with its code twice': (state) => `code=a&code=b&state=${state}`,
  'without a code': (state) => `state=${state}`,
  'with access_denied': (state) => `error=access_denied&state=${state}`,
  'with server_error': (state) => `error=server_error&state=${state}`,
  'with error and code': (state) => `error=server_error&code=a-code&state=${state}`,
  'with an empty error': (state) => `error=&state=${state}`,
  'with the name of another issuer': (state) => `code=a-code&state=${state}&iss=https://evil.example.com`,
};

describe('a provider’s bad answer', () => {
  for (const [name, answer] of Object.entries(ANSWERS)) {
    it(`lets nobody in and begins nothing anew: ${name}`, async (flags: Flags) => {
      const provider = await mockProvider(flags);
      const { home, count } = await listening(flags, provider.issuer);
      provider.answers.set('/authorize', (request, response) => {
        const state = new URL(request.url!, provider.issuer).searchParams.get('state')!;
        response.writeHead(302, { location: `${home}/redirect_uri?${answer(state)}` }).end();
      });
      const page = await netBrowser().get(`${home}/login`);
      expect(page.status).to.equal(401);
      expect(page.way).to.have.length(4);
      // Who signs in anew must not come back to the answer that was refused.
      expect(page.text).to.contain('href="/login"').and.not.to.contain(['next=', 'a-code']);
      expect([await count('sessions'), await count('users')]).to.equal([0, 0]);
    });
  }

  it('lets nobody in whose sign-in was begun in another browser, or not at all', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { home, count } = await listening(flags, provider.issuer);
    const begun = await fetch(`${home}/login/oidc`, { redirect: 'manual' });
    const state = new URL(begun.headers.get('location')!).searchParams.get('state');
    for (const query of [`code=a-code&state=${state}`, 'code=x&state=y', `code=x&state=${state}&refresh=1`]) {
      expect((await netBrowser().get(`${home}/redirect_uri?${query}`)).status).to.equal(401);
    }
    expect(await count('sessions')).to.equal(0);
  });

  it('counts once: the same answer with the same cookie gets nobody in again', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { home, count } = await listening(flags, provider.issuer);
    const begun = await fetch(`${home}/login/oidc`, { redirect: 'manual' });
    const [cookie] = begun.headers.getSetCookie()[0]!.split(';');
    const sent = await fetch(begun.headers.get('location')!, { redirect: 'manual' });
    const again = () =>
      fetch(sent.headers.get('location')!, { redirect: 'manual', headers: { cookie: cookie! } });
    expect((await again()).status).to.equal(303);
    expect((await again()).status).to.equal(401);
    expect(await count('sessions')).to.equal(1);
  });

  it('comes too late after ten minutes', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    let late = 0;
    const now = () => new Date(Date.now() + late);
    const { home, count } = await listening(flags, provider.issuer, { now });
    provider.token = (asked) => {
      late = 601_000;
      return provider.sign(provider.claims(asked, { iat: NOW() + 601, exp: NOW() + 900 }));
    };
    const page = await netBrowser().get(`${home}/login`);
    expect(page.status).to.equal(401);
    expect(page.text).to.contain('too long');
    expect(await count('sessions')).to.equal(0);
  });

  it('with nothing in it leads to the first page: whoever signed out at the provider comes here', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { home } = await listening(flags, provider.issuer);
    const page = await netBrowser().get(`${home}/redirect_uri`);
    expect(page.way).to.equal([`${home}/redirect_uri`, `${home}/`]);
  });

  it('needs the issuer’s name where the provider says that it always gives it (RFC 9207)', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { home } = await listening(flags, provider.issuer);
    provider.discovery = { authorization_response_iss_parameter_supported: true };
    const page = await netBrowser().get(`${home}/login`);
    expect(page.status).to.equal(401);
    expect(page.text).to.contain('came from another provider');
    provider.answers.set('/authorize', (request, response) => {
      const query = new URL(request.url!, provider.issuer).searchParams;
      provider.asked = { state: '', nonce: query.get('nonce')!, challenge: '', redirectUri: '' };
      const answer = new URLSearchParams({ code: 'c', state: query.get('state')!, iss: provider.issuer });
      response.writeHead(302, { location: `${home}/redirect_uri?${answer}` }).end();
    });
    expect((await netBrowser().get(`${home}/login?next=/user/profile`)).status).to.equal(200);
  });
});
