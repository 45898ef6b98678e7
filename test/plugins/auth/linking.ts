import { expect } from '@hapi/code';
import type { Server } from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { type MockProvider, mockProvider } from '../../support/identity-provider.js';
import { netBrowser } from '../../support/net-browser.js';
import { tenant } from '../../support/people.js';
import { listening } from './provider-house.js';

export const lab = Lab.script();
const { describe, it } = lab;

/** A provider and a GitHub, each of which signs in whoever it is told to. */
async function house(flags: Flags) {
  const provider = await mockProvider(flags);
  const github = await mockProvider(flags);
  const json = (path: string, value: () => object): void => {
    github.answers.set(path, (_request, response) => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(value()));
    });
  };
  const octo = { id: 1 };
  github.answers.set('/login/oauth/authorize', (request, response) => {
    const query = new URL(request.url!, github.issuer).searchParams;
    const back = `${query.get('redirect_uri')}?code=a-code&state=${query.get('state')}`;
    response.writeHead(302, { location: back }).end();
  });
  json('/login/oauth/access_token', () => ({ access_token: 't' }));
  json('/user', () => ({ id: octo.id, login: 'octo', name: 'Octo' }));
  json('/user/emails', () => [{ email: 'alice@example.com', primary: true, verified: true }]);
  const env = {
    ...{ GITHUB_LOGIN_CLIENT_ID: 'gh', GITHUB_LOGIN_CLIENT_SECRET: 's', GITHUB_API_URL: github.issuer },
  };
  const made = await listening(flags, provider.issuer, { env });
  const crumb = (who: ReturnType<typeof netBrowser>) => who.jars.get('127.0.0.1')?.get('crumb') ?? '';
  const kinds = async () => {
    const [rows] = await made.server.plugins.database.sequelize.query(
      'SELECT "kind" FROM "events" ORDER BY "id"',
    );
    return (rows as { kind: string }[]).map(({ kind }) => kind);
  };
  return { ...made, provider: provider as MockProvider, octo, crumb, kinds };
}

/** Gives the person a role, in a tenant of its own. */
async function holding(server: Server, userId: number): Promise<void> {
  const { plugins } = server;
  const acme = await tenant(server, 'acme', 'ghp_tokenOfAcme000001');
  await plugins.database.write((transaction) =>
    plugins.tenancy.grant(transaction, userId, { tenantId: acme.id, repositoryId: 0, role: 'viewer' }),
  );
}

const identityIn = (page: string, label: string): string =>
  new RegExp(`<li>${label}[\\s\\S]*?name="identity" value="(\\d+)"`).exec(page)?.[1] ?? '';

describe('a second way to sign in', () => {
  it('is another person until both are proved, whatever address it has', async (flags: Flags) => {
    const { home, count } = await house(flags);
    await netBrowser().get(`${home}/login/oidc`);
    await netBrowser().get(`${home}/login/github`);
    expect([await count('users'), await count('identities')]).to.equal([2, 2]);
  });

  it('is added by who is signed in, and is then the same person', async (flags: Flags) => {
    const { home, count, kinds } = await house(flags);
    const alice = netBrowser();
    const before = await alice.get(`${home}/login/oidc?next=/user/profile`);
    expect(before.text).to.contain(['Add GitHub', 'href="/login/github?link=1"']);
    const added = await alice.get(`${home}/login/github?link=1`);
    expect(added.url).to.equal(`${home}/user/profile?done=added`);
    expect(added.text).to.contain(['You can sign in this way too now.', '<h1>Alice</h1>']);
    expect([await count('users'), await count('identities'), await count('sessions')]).to.equal([1, 2, 1]);
    const other = await netBrowser().get(`${home}/login/github?next=/user/profile`);
    expect(other.text).to.contain(['<h1>Alice</h1>', 'alice@example.com', '<dd>GitHub</dd>']);
    expect(await count('users')).to.equal(1);
    expect(await kinds()).to.equal(['auth.signed-in', 'auth.way-added', 'auth.signed-in']);
  });

  it('is refused where it is somebody else’s, and without a session, and from another site', async (flags: Flags) => {
    const { home, count, server, octo } = await house(flags);
    await netBrowser().get(`${home}/login/github`);
    await holding(server, 1);
    const alice = netBrowser();
    await alice.get(`${home}/login/oidc`);
    const refused = await alice.get(`${home}/login/github?link=1`);
    expect(refused.status).to.equal(409);
    expect(refused.text).to.contain('belongs to another person');
    octo.id = 2;
    const nobody = await netBrowser().get(`${home}/login/github?link=1`);
    expect(nobody.way.some((url) => url.includes('/login/oauth/authorize'))).to.be.false();
    const foreign = await server.inject({
      url: '/login/github?link=1',
      headers: { 'sec-fetch-site': 'cross-site' },
    });
    expect(foreign.statusCode).to.equal(403);
    expect([await count('users'), await count('identities')]).to.equal([2, 2]);
  });

  it('takes the place of somebody who may nothing, whom a sign-in had made', async (flags: Flags) => {
    const { home, count, kinds } = await house(flags);
    const stray = netBrowser();
    await stray.get(`${home}/login/github?next=/user/profile`);
    const alice = netBrowser();
    await alice.get(`${home}/login/oidc`);
    const added = await alice.get(`${home}/login/github?link=1`);
    expect(added.text).to.contain(['You can sign in this way too now.', '<h1>Alice</h1>']);
    expect([await count('users'), await count('identities'), await count('sessions')]).to.equal([1, 2, 1]);
    expect((await stray.get(`${home}/user/profile`)).text).not.to.contain('<h1>Octo</h1>');
    const again = await netBrowser().get(`${home}/login/github?next=/user/profile`);
    expect(again.text).to.contain(['<h1>Alice</h1>', '<dd>GitHub</dd>']);
    expect(await kinds()).to.contain('auth.way-added');
  });

  it('does not bring back who was switched off, or a part of somebody', async (flags: Flags) => {
    const { home, count, server } = await house(flags);
    const { auth, database } = server.plugins;
    await netBrowser().get(`${home}/login/github`);
    await database.write((transaction) => auth.switchOff(transaction, 1, true));
    const alice = netBrowser();
    await alice.get(`${home}/login/oidc`);
    expect((await alice.get(`${home}/login/github?link=1`)).status).to.equal(409);
    await database.write((transaction) => auth.switchOff(transaction, 1, false));
    await database.sequelize.query(
      `INSERT INTO "identities" ("user_id", "issuer", "subject", "created_at") VALUES (1, 'https://elsewhere.example', 'octo', '2026-11-21 12:00:00')`,
    );
    expect((await alice.get(`${home}/login/github?link=1`)).status).to.equal(409);
    expect(await count('users')).to.equal(2);
  });

  it('counts for nobody who signed out or became another person on the way', async (flags: Flags) => {
    const { home, count, port } = await house(flags);
    const alice = netBrowser();
    await alice.get(`${home}/login/oidc`);
    const jar = alice.jars.get('127.0.0.1')!;
    const cookie = () => [...jar].map((pair) => pair.join('=')).join('; ');
    const begun = await fetch(`${home}/login/github?link=1`, {
      redirect: 'manual',
      headers: { cookie: cookie() },
    });
    const bell = begun.headers.getSetCookie().map((one) => one.split(';')[0]);
    const back = await fetch(begun.headers.get('location')!, { redirect: 'manual' });
    const crumbs = [...bell, `crumb=${jar.get('crumb')}`].join('; ');
    expect(jar.has(`sid-${port}`)).to.be.true();
    const answer = await fetch(back.headers.get('location')!, {
      redirect: 'manual',
      headers: { cookie: crumbs },
    });
    expect(answer.status).to.equal(401);
    expect(await count('identities')).to.equal(1);
  });

  it('can be removed, with its sessions; one always stays', async (flags: Flags) => {
    const { home, count, crumb, kinds } = await house(flags);
    const alice = netBrowser();
    await alice.get(`${home}/login/oidc`);
    const page = await alice.get(`${home}/login/github?link=1`);
    const elsewhere = netBrowser();
    await elsewhere.get(`${home}/login/github`);
    const [own, other] = [identityIn(page.text, 'Example ID'), identityIn(page.text, 'GitHub')];
    const remove = (identity: string) => alice.post(`${home}/user/unlink`, { crumb: crumb(alice), identity });
    expect((await remove('999')).status).to.equal(404);
    expect((await remove(other)).text).to.contain('You no longer sign in that way');
    expect(await count('sessions')).to.equal(1);
    const last = await remove(own);
    expect(last.status).to.equal(409);
    expect(last.text).to.contain('the only way');
    expect(await count('identities')).to.equal(1);
    expect((await kinds()).at(-1)).to.equal('auth.way-removed');
    await netBrowser().get(`${home}/login/github`);
    expect(await count('users')).to.equal(2);
  });
});
