import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { type MockProvider, mockProvider } from '../../support/identity-provider.js';
import { netBrowser } from '../../support/net-browser.js';
import { listening } from './provider-house.js';

export const lab = Lab.script();
const { describe, it } = lab;

const MAIL = { email: undefined, email_verified: undefined };

/** The provider's id_token with these claims over its own, and what its userinfo endpoint says. */
function says(provider: MockProvider, claims: object, userinfo?: object | string): void {
  provider.token = (asked) => provider.sign(provider.claims(asked, claims as Record<string, unknown>));
  provider.discovery = userinfo === undefined ? {} : { userinfo_endpoint: `${provider.issuer}/userinfo` };
  provider.answers.set('/userinfo', (request, response) => {
    const text = typeof userinfo === 'string' ? userinfo : JSON.stringify(userinfo);
    const right = request.headers.authorization === 'Bearer opaque';
    response.writeHead(right ? 200 : 401, { 'content-type': 'application/json' }).end(text);
  });
}

async function profile(home: string) {
  const { status, text } = await netBrowser().get(`${home}/user/profile`);
  return { status, text, address: /<dt>E-mail address<\/dt><dd>([^<]*)/.exec(text)?.[1] ?? '' };
}

const NONE = 'none that your provider has verified';

describe('an address of a provider', () => {
  it('counts where the provider says so in another way: as text, or as Entra does', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { home } = await listening(flags, provider.issuer);
    for (const claims of [
      { email_verified: 'true' },
      { email_verified: undefined, xms_edov: true },
      { email_verified: undefined, xms_edov: '1' },
      { email_verified: null, xms_edov: 1 },
    ]) {
      says(provider, claims);
      expect((await profile(home)).address, JSON.stringify(claims)).to.equal('alice@example.com');
    }
    for (const claims of [
      { email_verified: false, xms_edov: true },
      { email_verified: undefined, xms_edov: false },
      { email_verified: undefined, xms_edov: 'no' },
    ]) {
      says(provider, claims);
      expect((await profile(home)).address, JSON.stringify(claims)).to.equal(NONE);
    }
  });

  it('is looked for at userinfo where the id_token has none', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { home } = await listening(flags, provider.issuer);
    const info = { sub: 'alice', name: 'Alice at userinfo', email: 'a@example.org', email_verified: true };
    says(provider, { ...MAIL, name: undefined }, info);
    const page = await profile(home);
    expect(page.address).to.equal('a@example.org');
    expect(page.text).to.contain('<h1>Alice at userinfo</h1>');
  });

  it('at userinfo is not asked for where there is one, and never of another person', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { home, count } = await listening(flags, provider.issuer);
    says(provider, {}, 'must not be asked');
    expect((await profile(home)).address).to.equal('alice@example.com');
    for (const sub of ['mallory', undefined, 7, 'Alice', ' alice']) {
      says(provider, MAIL, { sub, email: 'root@example.com', email_verified: true });
      const page = await profile(home);
      expect(page.status).to.equal(401);
      expect(page.text).to.contain('two different people');
    }
    expect(await count('users')).to.equal(1);
  });

  it('keeps nobody out where userinfo does not answer', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { home } = await listening(flags, provider.issuer);
    for (const answer of ['no JSON', 'eyJhbGciOiJSUzI1NiJ9.e30.sig', '']) {
      says(provider, MAIL, answer);
      const page = await profile(home);
      expect([page.status, page.address]).to.equal([200, NONE]);
      expect(page.text).to.contain('Example ID did not give an address');
    }
  });

  it('that is not verified is told with what helps, on the profile, the invitation and the set-up', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { home } = await listening(flags, provider.issuer, { env: { ADMIN_EMAIL: 'alice@example.com' } });
    says(provider, { email_verified: undefined });
    const alice = netBrowser();
    await alice.get(`${home}/login`);
    for (const path of ['/user/profile', '/invitation', '/admin/initialize-app']) {
      const { text } = await alice.get(home + path);
      expect(text, path).to.contain(['gave the address alice@example.com', 'OIDC_TRUST_EMAIL=true']);
    }
  });

  it('counts without a word where the operator trusts the provider', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const env = { OIDC_TRUST_EMAIL: 'true', ADMIN_EMAIL: 'alice@example.com' };
    const { home } = await listening(flags, provider.issuer, { env });
    for (const verified of [undefined, false]) {
      says(provider, { email_verified: verified });
      expect((await profile(home)).address).to.equal('alice@example.com');
    }
    const page = await netBrowser().get(`${home}/admin/initialize-app`);
    expect(page.text).to.contain('Connect GitHub').and.not.to.contain('name="setupcode"');
    says(provider, { email: 'no address', email_verified: undefined });
    expect((await profile(home)).address).to.equal(NONE);
  });
});
