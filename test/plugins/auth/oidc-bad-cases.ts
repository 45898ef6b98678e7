import { once } from 'node:events';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { exportJWK, exportSPKI, generateKeyPair } from 'jose';
import type { Flags } from '../../support/app.js';
import { type Asked, CLIENT, type MockProvider, mockProvider } from '../../support/identity-provider.js';
import { netBrowser } from '../../support/net-browser.js';
import { listening } from './provider-house.js';

export const lab = Lab.script();
const { describe, it } = lab;

type Token = (provider: MockProvider, asked: Asked) => Promise<string>;

const NOW = () => Math.floor(Date.now() / 1000);
const claims =
  (more: Record<string, unknown>): Token =>
  (provider, asked) =>
    provider.sign(provider.claims(asked, more));
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** id_tokens that a provider must not get anybody in with. */
const TOKENS: Record<string, Token> = {
  'signature none': async (provider, asked) =>
    `${encode({ alg: 'none' })}.${encode(provider.claims(asked))}.`,
  'signature None, in another case': async (provider, asked) =>
    `${encode({ alg: 'None', kid: 'one' })}.${encode(provider.claims(asked))}.`,
  'HS256 with the public key as its secret': async (provider, asked) =>
    provider.sign(
      provider.claims(asked),
      { alg: 'HS256' },
      Buffer.from(await exportSPKI(provider.publicKey)),
    ),
  'HS256 with the client secret': (provider, asked) =>
    provider.sign(provider.claims(asked), { alg: 'HS256' }, Buffer.from(CLIENT.secret.padEnd(32))),
  'another key under the known kid': async (provider, asked) =>
    provider.sign(provider.claims(asked), {}, (await generateKeyPair('RS256')).privateKey),
  'an unknown kid': (provider, asked) => provider.sign(provider.claims(asked), { kid: 'two' }),
  'no kid where there are two keys': async (provider, asked) => {
    provider.keys.push({ ...(await exportJWK((await generateKeyPair('RS256')).publicKey)), kid: 'two' });
    return provider.sign(provider.claims(asked), { kid: undefined });
  },
  'a key of its own in the header': async (provider, asked) => {
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    const header = { jwk: await exportJWK(publicKey), kid: 'own' };
    return provider.sign(provider.claims(asked), header, privateKey);
  },
  'a changed payload': async (provider, asked) => {
    const [head, , signature] = (await provider.sign(provider.claims(asked))).split('.');
    return `${head}.${encode(provider.claims(asked, { sub: 'root' }))}.${signature}`;
  },
  'wrong iss': claims({ iss: 'https://evil.example.com' }),
  'iss with a path more': (provider, asked) =>
    provider.sign(provider.claims(asked, { iss: `${provider.issuer}/other` })),
  'no iss': claims({ iss: undefined }),
  'wrong aud': claims({ aud: 'another client' }),
  'no aud': claims({ aud: undefined }),
  'several aud without azp': claims({ aud: [CLIENT.id, 'another client'] }),
  'wrong azp': claims({ azp: 'another client' }),
  'wrong azp among several aud': claims({ aud: [CLIENT.id, 'b'], azp: 'b' }),
  'wrong nonce': claims({ nonce: 'of another sign-in' }),
  'no nonce': claims({ nonce: undefined }),
  expired: claims({ iat: NOW() - 500, exp: NOW() - 120 }),
  'no exp': claims({ exp: undefined }),
  'exp as text': claims({ exp: 'tomorrow' }),
  'made long ago': claims({ iat: NOW() - 3600 }),
  'made in the future': claims({ iat: NOW() + 3600, exp: NOW() + 7200 }),
  'no iat': claims({ iat: undefined }),
  'not valid before tomorrow': claims({ nbf: NOW() + 86_400 }),
  'no sub': claims({ sub: undefined }),
  'empty sub': claims({ sub: '' }),
  'sub as a number': claims({ sub: 5 }),
  'sub of 300 bytes': claims({ sub: 'x'.repeat(300) }),
  'an anonymous person of App ID': claims({ amr: ['appid_anon'] }),
  'no id_token at all': async () => '',
  'an id_token that is none': async () => 'not.a.token',
  'an id_token of five parts': async () => 'a.b.c.d.e',
};

/** What a provider (or somebody in its name) may send back in place of code and state. */
const ANSWERS: Record<string, (state: string) => string> = {
  'without a state': () => 'code=a-code',
  'with a foreign state': () => 'code=a-code&state=foreign',
  'with an empty state': () => 'code=a-code&state=',
  'with its state twice': (state) => `code=a-code&state=${state}&state=${state}`,
  'with its code twice': (state) => `code=a&code=b&state=${state}`,
  'without a code': (state) => `state=${state}`,
  'with nothing': () => '',
  'with access_denied': (state) => `error=access_denied&state=${state}`,
  'with server_error': (state) => `error=server_error&state=${state}`,
  'with error and code': (state) => `error=server_error&code=a-code&state=${state}`,
  'with an empty error': (state) => `error=&state=${state}`,
  'with the name of another issuer': (state) => `code=a-code&state=${state}&iss=https://evil.example.com`,
};

describe('a provider’s bad answer', () => {
  for (const [name, token] of Object.entries(TOKENS)) {
    it(`lets nobody in: ${name}`, async (flags: Flags) => {
      const provider = await mockProvider(flags);
      const { home, count } = await listening(flags, provider.issuer);
      provider.token = (asked) => token(provider, asked);
      const page = await netBrowser().get(`${home}/login`);
      expect(page.status).to.equal(401);
      expect(page.text).to.contain('Please');
      expect([await count('sessions'), await count('users')]).to.equal([0, 0]);
    });
  }

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

  it('is limited to ten from one address, a sign-in begun to sixty', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { home } = await listening(flags, provider.issuer);
    const bad = async () => (await fetch(`${home}/redirect_uri?code=x&state=y`)).status;
    for (let at = 0; at < 10; at += 1) expect(await bad()).to.equal(401);
    expect(await bad()).to.equal(429);
    const begin = async () => (await fetch(`${home}/login/oidc`, { redirect: 'manual' })).status;
    for (let at = 0; at < 60; at += 1) expect(await begin()).to.equal(302);
    expect(await begin()).to.equal(429);
  });
});

describe('a provider that is away or broken', () => {
  const big = 'x'.repeat(11 * 1024 * 1024);
  const BROKEN: Record<string, (provider: MockProvider) => unknown> = {
    'is down': (provider) => provider.stop(),
    'answers 500 about itself': (provider) =>
      provider.answers.set('/.well-known/openid-configuration', (_q, response) =>
        response.writeHead(500).end(),
      ),
    'answers HTML about itself': (provider) =>
      provider.answers.set('/.well-known/openid-configuration', (_q, response) => response.end('<html>')),
    'answers null about itself': (provider) =>
      provider.answers.set('/.well-known/openid-configuration', (_q, response) => response.end('null')),
    'redirects elsewhere': (provider) =>
      provider.answers.set('/.well-known/openid-configuration', (_q, response) =>
        response.writeHead(302, { location: `${provider.issuer}/keys` }).end(),
      ),
    'says it is another issuer': (provider) =>
      Object.assign(provider.discovery, { issuer: 'https://evil.example.com' }),
    'has no token endpoint': (provider) => Object.assign(provider.discovery, { token_endpoint: undefined }),
    'has an endpoint that is a script': (provider) =>
      Object.assign(provider.discovery, { authorization_endpoint: 'javascript:alert(1)' }),
    'answers 502 for the code': (provider) =>
      provider.answers.set('/token', (_q, response) => response.writeHead(502).end()),
    'cuts the connection': (provider) =>
      provider.answers.set('/token', (request) => void request.socket.destroy()),
    'has a key set of 11 MB': (provider) =>
      provider.answers.set('/keys', async (_q, response) => {
        response.write('{"keys":[],"x":"');
        if (!response.write(big)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
        response.end('"}');
      }),
    'has no key set': (provider) =>
      provider.answers.set('/keys', (_q, response) => response.writeHead(404).end()),
  };

  for (const [name, breaks] of Object.entries(BROKEN)) {
    it(`gets a page that says so, not a failure of ours: it ${name}`, async (flags: Flags) => {
      const provider = await mockProvider(flags);
      const { home, count } = await listening(flags, provider.issuer);
      await breaks(provider);
      const page = await netBrowser().get(`${home}/login`);
      expect(page.status).to.equal(503);
      expect(page.text).to.contain('Try again');
      expect(await count('sessions')).to.equal(0);
    });
  }

  it('is asked again as soon as it is back', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { home } = await listening(flags, provider.issuer);
    const path = '/.well-known/openid-configuration';
    provider.answers.set(path, (_q, response) => response.writeHead(503).end());
    expect((await netBrowser().get(`${home}/login`)).status).to.equal(503);
    provider.answers.delete(path);
    expect((await netBrowser().get(`${home}/login?next=/user/profile`)).status).to.equal(200);
  });
});
