import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import Provider from 'oidc-provider';
import { after, type Flags } from '../../support/app.js';
import { CLIENT } from '../../support/identity-provider.js';
import { type NetBrowser, netBrowser, type Page } from '../../support/net-browser.js';
import { listening } from './provider-house.js';

export const lab = Lab.script();
const { describe, it } = lab;

/** A certified provider on `localhost`, another site than the app's 127.0.0.1; it signs anybody in by any password. */
async function provider(flags: Flags): Promise<{ issuer: string; allow(redirectUri: string): void }> {
  let handle: (...given: Parameters<ReturnType<Provider['callback']>>) => unknown = () => undefined;
  const server: Server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(flags, () => {
    server.closeAllConnections();
    server.close();
  });
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    allow(redirectUri) {
      const made = new Provider(issuer, {
        clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [redirectUri] }],
        claims: { email: ['email', 'email_verified'], profile: ['name'] },
        conformIdTokenClaims: false,
        pkce: { required: () => true },
        cookies: { keys: ['a key of the tests'] },
        findAccount: (_context, id) => ({
          accountId: id,
          claims: () => ({ sub: id, name: id, email: `${id}@example.com`, email_verified: true }),
        }),
      });
      handle = made.callback();
    },
  };
}

/** Fills the provider's page in: its form's address and hidden fields, and a name and password where it asks. */
function answer(browser: NetBrowser, page: Page, login: string): Promise<Page> {
  const action = /<form[^>]*action="([^"]+)"/.exec(page.text)?.[1] ?? '';
  const hidden = [...page.text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  const fields = Object.fromEntries(hidden.map(([, name, value]) => [name, value]));
  const asks = page.text.includes('name="login"') ? { login, password: 'any' } : {};
  return browser.post(new URL(action, page.url).href, { ...fields, ...asks });
}

// The provider prints notices about its development mode.
function quietly(flags: Flags): void {
  const { warn, info } = console;
  Object.assign(console, { warn: () => undefined, info: () => undefined });
  after(flags, () => Object.assign(console, { warn, info }));
}

describe('a real provider on another site', () => {
  it('signs a person in, without JavaScript, and out again', async (flags: Flags) => {
    quietly(flags);
    const { issuer, allow } = await provider(flags);
    const { home, count, server } = await listening(flags, issuer);
    allow(`${home}/redirect_uri`);
    const alice = netBrowser();

    const login = await alice.get(`${home}/user/profile`);
    expect(new URL(login.url).origin).to.equal(issuer);
    const consent = await answer(alice, login, 'alice');
    expect(consent.text).to.contain('Authorize');
    const profile = await answer(alice, consent, 'alice');
    expect(profile.url).to.equal(`${home}/user/profile`);
    expect(profile.text).to.contain(['<h1>alice</h1>', 'alice@example.com', 'Example ID']);
    const [identities] = await server.plugins.database.sequelize.query(
      'SELECT "issuer", "subject" FROM "identities"',
    );
    expect(identities).to.equal([{ issuer, subject: 'alice' }]);

    const crumb = alice.jars.get('127.0.0.1')?.get('crumb') ?? '';
    const out = await alice.post(`${home}/logout`, { crumb });
    expect(out.url).to.equal(`${home}/`);
    expect(await count('sessions')).to.equal(0);
    // The provider still knows her, so the way back in is short; it is the same person.
    const again = await alice.get(`${home}/user/profile`);
    expect(again.text).to.contain('<h1>alice</h1>');
    expect(await count('users')).to.equal(1);
  });

  it('shows a page to whoever turns it down there', async (flags: Flags) => {
    quietly(flags);
    const { issuer, allow } = await provider(flags);
    const { home, count } = await listening(flags, issuer);
    allow(`${home}/redirect_uri`);
    const bob = netBrowser();
    const login = await bob.get(`${home}/login`);
    const abort = /href="([^"]*\/abort)"/.exec(login.text)?.[1] ?? '';
    const page = await bob.get(new URL(abort, login.url).href);
    expect(page.status).to.equal(401);
    expect(page.text).to.contain('You turned the sign-in at Example ID down');
    expect(await count('sessions')).to.equal(0);
  });
});
