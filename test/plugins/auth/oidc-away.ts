import { once } from 'node:events';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { type MockProvider, mockProvider } from '../../support/identity-provider.js';
import { netBrowser } from '../../support/net-browser.js';
import { listening } from './provider-house.js';

export const lab = Lab.script();
const { describe, it } = lab;

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
