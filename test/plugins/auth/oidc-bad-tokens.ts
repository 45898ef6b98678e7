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

describe('a provider’s bad answer', () => {
  for (const [name, token] of Object.entries(TOKENS)) {
    it(`lets nobody in: ${name}`, async (flags: Flags) => {
      const provider = await mockProvider(flags);
      const { home, count } = await listening(flags, provider.issuer);
      provider.token = (asked) => token(provider, asked);
      const page = await netBrowser().get(`${home}/login`);
      expect(page.status).to.equal(401);
      expect(page.text).to.contain('You are not signed in');
      expect([await count('sessions'), await count('users')]).to.equal([0, 0]);
    });
  }
});
