import { expect } from '@hapi/code';
import type { Server } from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import { exportJWK, generateKeyPair } from 'jose';
import type { Flags } from '../../support/app.js';
import { CLIENT, type MockProvider, mockProvider } from '../../support/identity-provider.js';
import { netBrowser } from '../../support/net-browser.js';
import { freePort, listening } from './provider-house.js';

export const lab = Lab.script();
const { describe, it } = lab;

/** The lines about sign-ins, as the operator reads them. */
function lines(server: Server): string[] {
  const seen: string[] = [];
  server.events.on('log', ({ data }) => {
    const { kind, message, cause } = data as { kind?: string; message?: string; cause?: string };
    if (kind?.startsWith('auth.') && kind !== 'auth.signed-in')
      seen.push(`${message}${cause ? ` | ${cause}` : ''}`);
  });
  return seen;
}

const claims = (provider: MockProvider, more: Record<string, unknown>): void => {
  provider.token = (asked) => provider.sign(provider.claims(asked, more));
};

const refusesToken = (provider: MockProvider, status: number, body: object | string) =>
  provider.answers.set('/token', (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });

const NOW = () => Math.floor(Date.now() / 1000);

/** What is wrong, the status of the page, and what the operator reads. */
const FAULTS: [string, (provider: MockProvider) => void, number, RegExp][] = [
  [
    'a wrong client secret',
    (p) => refusesToken(p, 401, { error: 'unauthorized_client', error_description: 'Invalid client' }),
    401,
    /token endpoint answered 401: unauthorized_client: Invalid client/,
  ],
  [
    'PKCE that does not fit',
    (p) => refusesToken(p, 400, { error: 'invalid_grant', error_description: 'PKCE verification failed' }),
    401,
    /token endpoint answered 400: invalid_grant: PKCE verification failed/,
  ],
  [
    'an error with 200, as GitHub has it',
    (p) => refusesToken(p, 200, { error: 'bad_verification_code' }),
    401,
    /token endpoint answered with the error bad_verification_code/,
  ],
  ['an answer without an id_token', (p) => refusesToken(p, 200, {}), 401, /sent no id_token/],
  ['a token endpoint at fault', (p) => refusesToken(p, 502, 'oh'), 503, /token endpoint answered 502/],
  [
    'more than anybody can keep',
    (p) => claims(p, { groups: 'x'.repeat(250_000) }),
    401,
    /id_token is longer than 256 KB: it holds too many claims/,
  ],
  [
    'an error of the provider’s page',
    (p) =>
      p.answers.set('/authorize', (request, response) => {
        const query = new URL(request.url!, p.issuer).searchParams;
        const error = { error: 'invalid_request', error_description: 'Missing code_challenge' };
        const back = new URLSearchParams({ ...error, state: query.get('state')! });
        response.writeHead(302, { location: `${query.get('redirect_uri')}?${back}` }).end();
      }),
    401,
    /the provider answered invalid_request: Missing code_challenge/,
  ],
  ['another audience', (p) => claims(p, { aud: 'other' }), 401, /aud is "other", and not traffic/],
  [
    'another issuer',
    (p) => claims(p, { iss: 'https://evil.example' }),
    401,
    /iss is "https:\/\/evil.example"/,
  ],
  ['another nonce', (p) => claims(p, { nonce: 'x' }), 401, /another nonce/],
  [
    'a clock two minutes ahead',
    (p) => claims(p, { iat: NOW() + 120, exp: NOW() + 300 }),
    401,
    /clock is 1(19|20|21) seconds ahead of this machine’s/,
  ],
  [
    'a clock two minutes behind',
    (p) => claims(p, { iat: NOW() - 120, exp: NOW() - 60 }),
    401,
    /clock is 1(19|20|21) seconds behind this machine’s/,
  ],
  [
    'an unknown key',
    (p) => {
      p.token = (asked) => p.sign(p.claims(asked), { kid: 'of yesterday' });
    },
    401,
    /signed by the key "of yesterday" \("RS256"\), which is not among the keys at http:\/\/localhost:\d+\/keys/,
  ],
  ['a sub with NUL', (p) => claims(p, { sub: 'ali\u0000ce' }), 401, /sub holds characters/],
  ['a sub of half a character', (p) => claims(p, { sub: 'ali\ud800' }), 401, /sub/],
  ['a sub that is too long', (p) => claims(p, { sub: 'ü'.repeat(200) }), 401, /longer than 255 bytes/],
  ['a sub that is none', (p) => claims(p, { sub: 12 }), 401, /sub is 12/],
  [
    'keys that are away',
    (p) => p.answers.set('/keys', (_request, response) => response.writeHead(500).end()),
    503,
    /http:\/\/localhost:\d+\/keys answered 500/,
  ],
  [
    'a discovery document of another issuer',
    (p) => {
      p.discovery = { issuer: 'https://login.example.com/{tenantid}/v2.0' };
    },
    503,
    /openid-configuration names the issuer "https:\/\/login.example.com\/\{tenantid\}\/v2.0", and not http/,
  ],
];

describe('why nobody came in', () => {
  for (const [name, fault, status, line] of FAULTS)
    it(`is one line for the operator: ${name}`, async (flags: Flags) => {
      const provider = await mockProvider(flags);
      const { home, server, count } = await listening(flags, provider.issuer);
      const seen = lines(server);
      fault(provider);
      const page = await netBrowser().get(`${home}/login`);
      expect(page.status).to.equal(status);
      expect(seen).to.have.length(1);
      expect(seen[0]).to.match(line).and.to.contain('Example ID');
      expect(seen[0]).not.to.contain([CLIENT.secret, 'a-code']);
      expect(await count('users')).to.equal(0);
    });

  it('names the address that does not answer, and says it once a minute', async (flags: Flags) => {
    const issuer = `http://127.0.0.1:${await freePort()}`;
    const { home, server } = await listening(flags, issuer);
    const seen = lines(server);
    const errors: unknown[] = [];
    server.events.on(
      { name: 'request', channels: 'app', filter: ['error'] },
      (_request, event) => void errors.push(event),
    );
    for (let at = 0; at < 5; at += 1) {
      const page = await netBrowser().get(`${home}/login`);
      expect(page.status).to.equal(503);
      expect(page.text).to.contain('Example ID does not answer as it should. Try again in a few minutes');
    }
    expect(errors).to.equal([]);
    expect(seen).to.have.length(1);
    expect(seen[0]).to.contain([
      `${issuer}/.well-known/openid-configuration cannot be reached`,
      'ECONNREFUSED',
    ]);
  });

  it('tells a person that the app is not accepted, where it is the app’s fault', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { home } = await listening(flags, provider.issuer);
    refusesToken(provider, 401, { error: 'invalid_client' });
    const page = await netBrowser().get(`${home}/login`);
    expect(page.text).to.contain('Example ID does not accept this app').and.not.to.contain('invalid_client');
  });
});

describe('a provider that changes its keys', () => {
  const next = async (provider: MockProvider, kid: string) => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    provider.token = (asked) => provider.sign(provider.claims(asked), { alg: 'ES256', kid }, privateKey);
    return { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' };
  };
  const comesIn = async (home: string) => (await netBrowser().get(`${home}/user/profile`)).status === 200;

  it('right after the last look is looked at once more, again and again', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { home } = await listening(flags, provider.issuer);
    expect(await comesIn(home)).to.be.true();
    for (const kid of ['two', 'three', 'one']) {
      provider.keys = [await next(provider, kid)];
      expect(await comesIn(home), kid).to.be.true();
    }
    // The same name: the signature does not fit the key that is known.
    provider.keys = [await next(provider, 'four')];
    expect(await comesIn(home)).to.be.true();
  });

  it('is not looked at without end for a key that it does not have, nor is that in the way of another', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { home } = await listening(flags, provider.issuer);
    expect(await comesIn(home)).to.be.true();
    let looks = 0;
    provider.answers.set('/keys', (_request, response) => {
      looks += 1;
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: provider.keys }));
    });
    const known = provider.keys;
    await next(provider, 'nowhere');
    for (let at = 0; at < 10; at += 1) expect(await comesIn(home)).to.be.false();
    expect(looks).to.equal(1);
    provider.keys = [...known, await next(provider, 'new')];
    expect(await comesIn(home)).to.be.true();
    expect(looks).to.equal(2);
  });
});

describe('a name', () => {
  it('loses what nobody sees in it', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { home } = await listening(flags, provider.issuer);
    for (const [name, shown] of [
      ['Al\u202eice\u2066', 'Alice'],
      ['\u200bAda\u00ad \u2069Lovelace\ufeff', 'Ada Lovelace'],
      ['👩\u200d🔬 Ada', '👩\u200d🔬 Ada'],
    ]) {
      claims(provider, { name });
      expect((await netBrowser().get(`${home}/user/profile`)).text).to.contain(`<h1>${shown}</h1>`);
    }
    claims(provider, { name: '\u202e\u200b', preferred_username: 'ada' });
    expect((await netBrowser().get(`${home}/user/profile`)).text).to.contain('<h1>ada</h1>');
  });
});
