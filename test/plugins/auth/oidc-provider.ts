import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { certifiedProvider, fillIn } from '../../support/certified-provider.js';
import { netBrowser } from '../../support/net-browser.js';
import { listening } from './provider-house.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('a real provider on another site', () => {
  it('signs a person in, without JavaScript, and out again', async (flags: Flags) => {
    const { issuer, allow } = await certifiedProvider(flags);
    const { home, count, server } = await listening(flags, issuer);
    allow(`${home}/redirect_uri`);
    const alice = netBrowser();

    const login = await alice.get(`${home}/user/profile`);
    expect(new URL(login.url).origin).to.equal(issuer);
    const consent = await fillIn(alice, login, 'alice');
    expect(consent.text).to.contain('Authorize');
    const profile = await fillIn(alice, consent, 'alice');
    expect(profile.url).to.equal(`${home}/user/profile`);
    expect(profile.text).to.contain(['<h1>alice</h1>', 'alice@example.com', 'Example ID']);
    const [identities] = await server.plugins.database.sequelize.query(
      'SELECT "issuer", "subject" FROM "identities"',
    );
    expect(identities).to.equal([{ issuer, subject: 'alice' }]);

    const crumb = alice.jars.get('127.0.0.1')?.get('crumb') ?? '';
    const out = await alice.post(`${home}/logout`, { crumb });
    expect(await count('sessions')).to.equal(0);
    expect(out.text).to.contain('signed out here').and.not.to.contain('alice');
    const [, provider = ''] = /^1; url=(.*)$/.exec(out.headers.get('refresh') ?? '') ?? [];
    expect(out.text).to.contain(`href="${provider.replaceAll('&', '&amp;')}"`);
    const asks = await alice.get(provider);
    expect(new URL(asks.url).origin).to.equal(issuer);
    const back = await fillIn(alice, asks, 'alice', { logout: 'yes' });
    expect(back.url).to.equal(`${home}/`);
    // Now the provider does not know her any more either.
    const again = await alice.get(`${home}/user/profile`);
    expect(again.text).to.contain('name="login"');
    expect(await count('users')).to.equal(1);
  });

  it('gives name and address though its id_token holds neither', async (flags: Flags) => {
    const { issuer, allow } = await certifiedProvider(flags, { conformIdTokenClaims: true });
    const { home } = await listening(flags, issuer, { env: { ADMIN_EMAIL: 'Alice@example.com' } });
    allow(`${home}/redirect_uri`);
    const alice = netBrowser();
    const consent = await fillIn(alice, await alice.get(`${home}/admin/initialize-app`), 'alice');
    const page = await fillIn(alice, consent, 'alice');
    // ADMIN_EMAIL counts: nobody asks for the set-up code.
    expect(page.text).to.contain('Connect GitHub').and.not.to.contain('name="setupcode"');
    expect((await alice.get(`${home}/user/profile`)).text).to.contain([
      '<h1>alice</h1>',
      'alice@example.com',
    ]);
  });

  it('shows a page to whoever turns it down there', async (flags: Flags) => {
    const { issuer, allow } = await certifiedProvider(flags);
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
