import { createHash } from 'node:crypto';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { CLIENT, type MockProvider, mockProvider } from '../../support/identity-provider.js';
import { netBrowser } from '../../support/net-browser.js';
import { TEST_PATH } from '../../support/under-path.js';
import { listening } from './provider-house.js';

export const lab = Lab.script();
const { describe, it } = lab;

/** What the provider says of a person beside what it says by itself. */
const says = (provider: MockProvider, more: Record<string, unknown>): void => {
  provider.token = (asked) => provider.sign(provider.claims(asked, more));
};

const address = (html: string): string => /<dt>E-mail address<\/dt><dd>([^<]*)/.exec(html)?.[1] ?? '';

describe('signing in at a provider', () => {
  it('goes straight to the only one, and back to the page that was asked for', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { home, count } = await listening(flags, provider.issuer);
    const page = await netBrowser().get(`${home}/user/profile`);
    expect(page.status).to.equal(200);
    expect(page.text).to.contain(['<h1>Alice</h1>', 'Example ID', 'alice@example.com']);
    expect(page.way.map((url) => new URL(url).pathname.replace(TEST_PATH, ''))).to.equal([
      ...['/user/profile', '/login', '/login/oidc', '/authorize', '/redirect_uri', '/user/profile'],
    ]);
    expect([await count('users'), await count('identities'), await count('sessions')]).to.equal([1, 1, 1]);
  });

  it('proves with PKCE that the code is its own, and who it is by Basic authentication', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { home } = await listening(flags, provider.issuer);
    await netBrowser().get(`${home}/login`);
    const [{ authorization, form }] = provider.exchanges as [MockProvider['exchanges'][0]];
    const verifier = form.get('code_verifier') ?? '';
    expect(createHash('sha256').update(verifier).digest('base64url')).to.equal(provider.asked!.challenge);
    expect(form.get('redirect_uri')).to.equal(`${home}/redirect_uri`);
    const basic = Buffer.from(authorization.replace('Basic ', ''), 'base64').toString();
    expect(basic).to.equal(`${CLIENT.id}:${encodeURIComponent(CLIENT.secret)}`);
  });

  it('leaves PKCE out where the operator says so, and works with what App ID leaves out', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    says(provider, { aud: [CLIENT.id], amr: ['cloud_directory'], tenant: 'x', identities: [{ id: '1' }] });
    const { home } = await listening(flags, provider.issuer, { env: { OIDC_PKCE: 'false' } });
    expect((await netBrowser().get(`${home}/user/profile`)).status).to.equal(200);
    expect(provider.asked?.challenge).to.equal('');
    expect(provider.exchanges[0]?.form.has('code_verifier')).to.be.false();
  });

  it('keeps the query of the provider’s own address', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    provider.discovery = { authorization_endpoint: `${provider.issuer}/authorize?policy=b2c` };
    const { home } = await listening(flags, provider.issuer);
    const page = await netBrowser().get(`${home}/login?next=/user/profile`);
    expect(page.status).to.equal(200);
    expect(new URL(page.way[2]!).searchParams.get('policy')).to.equal('b2c');
    expect(new URL(page.way[2]!).search.split('?')).to.have.length(2);
  });

  it('takes an address only if the provider says that it is verified', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { home } = await listening(flags, provider.issuer);
    for (const verified of [false, 1, 'false', 'TRUE ', null, undefined]) {
      says(provider, { email_verified: verified });
      const page = await netBrowser().get(`${home}/user/profile`);
      expect(address(page.text), String(verified)).to.equal('none that your provider has verified');
    }
    says(provider, {});
    expect(address((await netBrowser().get(`${home}/user/profile`)).text)).to.equal('alice@example.com');
  });

  it('takes no address that would have to be changed or cut to fit', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { home } = await listening(flags, provider.issuer);
    // 320 bytes are kept: cut there, the second would end in another's domain.
    const long = `${'é'.repeat(154)}@example.com.evil.example`;
    for (const email of ['alice\u0001@example.com', long, 'alice']) {
      says(provider, { email });
      const page = await netBrowser().get(`${home}/user/profile`);
      expect(address(page.text), email).to.equal('none that your provider has verified');
    }
  });

  it('takes another subject with the same address for another person', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { home, count, server } = await listening(flags, provider.issuer);
    await netBrowser().get(`${home}/login`);
    await netBrowser().get(`${home}/login`);
    expect(await count('users')).to.equal(1);
    const { database, tenancy } = server.plugins;
    const grant = { tenantId: 0, repositoryId: 0, role: 'administrator' } as const;
    await database.write((transaction) => tenancy.grant(transaction, 1, grant));
    says(provider, { sub: 'mallory' });
    const page = await netBrowser().get(`${home}/user/profile`);
    expect(page.text).to.contain('Nothing yet').and.not.to.contain('Administrator of');
    expect(await count('users')).to.equal(2);
  });

  it('is not the way in for whoever was switched off, and does not loop', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { home, server, count } = await listening(flags, provider.issuer);
    await netBrowser().get(`${home}/login`);
    await server.plugins.database.sequelize.query(`UPDATE "users" SET "disabled_at" = '2026-01-01'`);
    const page = await netBrowser().get(`${home}/user/profile`);
    expect(page.status).to.equal(401);
    expect(page.text).to.contain('switched off');
    expect(await count('sessions')).to.equal(1);
  });

  it('starts a new session and ends the one before', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { home, port, count } = await listening(flags, provider.issuer);
    const alice = netBrowser();
    await alice.get(`${home}/login/oidc`);
    const first = alice.jars.get('127.0.0.1')?.get(`sid-${port}`);
    await alice.get(`${home}/login/oidc`);
    const second = alice.jars.get('127.0.0.1')?.get(`sid-${port}`);
    expect(second).not.to.equal(first);
    expect(await count('sessions')).to.equal(1);
    const old = await fetch(`${home}/user/profile`, {
      redirect: 'manual',
      headers: { cookie: `sid-${port}=${first}` },
    });
    expect(old.status).to.equal(302);
  });

  it('leads to no other host, whatever `next` says', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { home } = await listening(flags, provider.issuer);
    for (const next of ['//evil.com', '/\\evil.com', 'https://evil.com', '/%09/../user', '/\t/evil.com']) {
      const page = await netBrowser().get(`${home}/login?next=${encodeURIComponent(next)}`);
      expect(
        page.way.every((url) => [new URL(home).origin, provider.issuer].includes(new URL(url).origin)),
      ).to.be.true();
    }
  });

  it('names two people who come at the same moment for the first time once each', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { home, count } = await listening(flags, provider.issuer);
    const begin = async () => {
      const begun = await fetch(`${home}/login/oidc`, { redirect: 'manual' });
      return { cookie: begun.headers.getSetCookie()[0]!.split(';')[0]!, to: begun.headers.get('location')! };
    };
    const one = await begin();
    const back = await fetch(one.to, { redirect: 'manual' });
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() =>
        fetch(back.headers.get('location')!, { redirect: 'manual', headers: { cookie: one.cookie } }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).to.equal([303, 401, 401, 401]);
    expect([await count('users'), await count('sessions')]).to.equal([1, 1]);
  });

  it('is a link of the browser, not of a fetch: htmx is sent there as a whole page', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { server } = await listening(flags, provider.issuer);
    const answer = await server.inject({ url: '/login/oidc?next=/x', headers: { 'hx-request': 'true' } });
    expect(answer.statusCode).to.equal(204);
    expect(answer.headers['hx-redirect']).to.equal('/login/oidc?next=/x');
  });

  it('does not wait for ever for a provider that says nothing', async (flags: Flags) => {
    const silent = ['/.well-known/openid-configuration', '/keys', '/token'].map(async (path) => {
      const provider = await mockProvider(flags);
      provider.answers.set(path, () => undefined);
      const { home } = await listening(flags, provider.issuer);
      return (await netBrowser().get(`${home}/login`)).status;
    });
    expect(await Promise.all(silent)).to.equal([503, 503, 503]);
  });
});

describe('several ways to sign in', () => {
  it('are a page to choose from, and no password is asked for', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const env = { GITHUB_LOGIN_CLIENT_ID: 'gh', GITHUB_LOGIN_CLIENT_SECRET: 'secret' };
    const { home, server } = await listening(flags, provider.issuer, { env });
    const page = await netBrowser().get(`${home}/login?next=/user/profile`);
    expect(page.text).to.contain(['Sign in with Example ID', 'Sign in with GitHub']);
    expect(page.text)
      .to.contain('/login/github?next=%2Fuser%2Fprofile')
      .and.not.to.contain('type="password"');
    const post = await server.inject({ method: 'POST', url: '/login', payload: {} });
    expect(post.statusCode).to.equal(404);
  });
});
