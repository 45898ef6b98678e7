import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { freePort } from '../plugins/auth/provider-house.js';
import { codeIn } from '../plugins/tenancy/two-tenants.js';
import { after, app, type Flags } from '../support/app.js';
import { browser } from '../support/browser.js';
import { type Child, child } from '../support/child.js';
import { type Fresh, freshSqlite } from '../support/database.js';
import { CLIENT, type MockProvider, mockProvider } from '../support/identity-provider.js';
import { type NetBrowser, netBrowser } from '../support/net-browser.js';
import { people } from '../support/people.js';

export const lab = Lab.script();
const { describe, it } = lab;

const KEY = 'canary-secret-key-0123456789-0123456789-01';
const OIDC_SECRET = 'canary-oidc-client-secret-0123456789';
const GITHUB_SECRET = 'canary-github-client-secret-0123456789';
const CODE = 'canary-authorization-code-0123456789';
const ACCESS = 'canary-access-token-0123456789';
const DATABASE = 'canary-database-password';

interface Place {
  name: string;
  text: string;
}

function look(secrets: Record<string, string>, places: Place[]): void {
  for (const [what, secret] of Object.entries(secrets)) {
    expect(secret.length, what).to.be.above(15);
    const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
    for (const { name, text } of places)
      for (const form of [secret, encodeURIComponent(secret), base64])
        expect(text.includes(form), `${what} in ${name}`).to.be.false();
  }
}

/** Everything that the process has written, is called, and keeps. */
function placesOf(one: Child, { folder }: Fresh): Place[] {
  const { out, err } = one.text();
  const files = readdirSync(folder).filter((name) => name.startsWith('traffic.sqlite'));
  return [
    ...[
      { name: 'stdout', text: out },
      { name: 'stderr', text: err },
    ],
    ...files.map((name) => ({ name, text: readFileSync(join(folder, name), 'latin1') })),
  ];
}

/** An owner's invitation of alice@example.com, made before; answers its code. */
async function invited(flags: Flags, database: Fresh): Promise<string> {
  const { server } = await app(flags, { database, env: { SECRET_KEY: KEY }, now: () => new Date() });
  const owner = browser(server, (await people(server)).alice.cookie);
  const page = await owner.post('/settings/invite', { email: 'alice@example.com', role: 'viewer' });
  await server.plugins.database.sequelize
    .getQueryInterface()
    .bulkInsert('installation', [{ id: 1, initialized_at: new Date() }]);
  const code = codeIn(page.payload);
  expect(code).to.have.length(43);
  return code;
}

/** A provider, and a GitHub, whose codes and tokens are canaries. */
async function providers(
  flags: Flags,
): Promise<{ oidc: MockProvider; github: MockProvider; issued: string[] }> {
  const [oidc, github] = [await mockProvider(flags), await mockProvider(flags)];
  const issued: string[] = [];
  const make = oidc.token;
  oidc.token = async (asked) => {
    const token = await make(asked);
    issued.push(token.split('.')[2]!);
    return token;
  };
  const json = (on: MockProvider, path: string, value: () => object | Promise<object>): void => {
    on.answers.set(path, async (_request, response, body) => {
      on.exchanges.push({ authorization: body, form: new URLSearchParams(body) });
      response.setHeader('content-type', 'application/json').end(JSON.stringify(await value()));
    });
  };
  for (const [on, path] of [
    [oidc, '/authorize'],
    [github, '/login/oauth/authorize'],
  ] as const)
    on.answers.set(path, (request, response) => {
      const query = new URL(request.url!, on.issuer).searchParams;
      const [redirectUri, state] = [query.get('redirect_uri')!, query.get('state')!];
      on.asked = { redirectUri, state, nonce: query.get('nonce') ?? '', challenge: '' };
      response.writeHead(302, { location: `${redirectUri}?code=${CODE}&state=${state}` }).end();
    });
  json(oidc, '/token', async () => {
    return { access_token: ACCESS, token_type: 'Bearer', id_token: await oidc.token(oidc.asked!) };
  });
  json(github, '/login/oauth/access_token', () => ({ access_token: ACCESS, token_type: 'Bearer' }));
  json(github, '/user', () => ({ id: 7, login: 'octo', name: 'Octo' }));
  json(github, '/user/emails', () => [{ email: 'octo@example.com', primary: true, verified: true }]);
  return { oidc, github, issued };
}

/** Signs in by both ways, well and badly, accepts the invitation and uses the link; answers all that came back. */
async function life(home: string, invitation: string, link: string): Promise<string> {
  const seen: string[] = [];
  const told = async (page: ReturnType<NetBrowser['get']>) => {
    const { text, headers, status, way } = await page;
    const sent = [...headers].filter(([name]) => name !== 'set-cookie');
    seen.push(text, JSON.stringify(sent), ...way.filter((url) => !/[?&]code=/.test(url)));
    return status;
  };
  const alice = netBrowser();
  const crumb = (who: NetBrowser) => who.jars.get('127.0.0.1')?.get('crumb') ?? '';
  await told(alice.get(`${home}/invitation`));
  // Led to the sign-in, the code in a cookie meanwhile.
  await told(alice.post(`${home}/invitation`, { crumb: crumb(alice), code: invitation }));
  expect(await told(alice.get(`${home}/login/oidc`))).to.equal(200);
  // The form that belongs to the code repeats it to whoever brought it.
  await alice.get(`${home}/invitation`);
  const accepted = await alice.post(`${home}/invitation`, { crumb: crumb(alice), code: invitation });
  expect(accepted.url).to.contain('/overview?tenant=');
  expect(await told(alice.get(`${home}/login/github?link=1`))).to.equal(200);
  for (const path of ['/overview', '/user/profile', '/repos/list'])
    expect(await told(alice.get(home + path))).to.equal(200);
  const again = await alice.post(`${home}/invitation`, { crumb: crumb(alice), code: 'x'.repeat(43) });
  seen.push(again.text);
  expect(await told(netBrowser().get(`${home}/redirect_uri?code=${CODE}&state=foreign`))).to.equal(401);
  const locked = netBrowser();
  await locked.get(`${home}/login/link`);
  await locked.post(`${home}/login/link`, { crumb: crumb(locked), setupcode: link });
  const renewed = await locked.post(`${home}/login/renew`, { crumb: crumb(locked), setupcode: link });
  expect(renewed.status).to.equal(200);
  seen.push(renewed.text);
  return seen.join('\n');
}

describe('a secret of signing in', () => {
  it('is in no log, no answer, no argument, no byte of the database and no backup', {
    timeout: 60_000,
  }, async (flags: Flags) => {
    const fresh = await freshSqlite();
    after(flags, () => fresh.drop());
    const invitation = await invited(flags, fresh);
    const { oidc, github, issued } = await providers(flags);
    const port = await freePort();
    const home = `http://127.0.0.1:${port}`;
    const env = {
      ...{ DATABASE_URL: fresh.url, SECRET_KEY: KEY, PORT: String(port), FULL_HOSTNAME: home },
      ...{ OIDC_ISSUER: oidc.issuer, OIDC_CLIENT_ID: CLIENT.id, OIDC_CLIENT_SECRET: OIDC_SECRET },
      ...{ GITHUB_LOGIN_CLIENT_ID: 'octo-app', GITHUB_LOGIN_CLIENT_SECRET: GITHUB_SECRET },
      ...{ GITHUB_API_URL: github.issuer, COLLECT_AT: 'off', LOG_LEVEL: 'trace', LOG_PRETTY: 'false' },
    };
    const command = child(flags, 'cli.js', env, fresh.folder, ['sign-in-link', 'alice@example.com']);
    const [, link = ''] = await command.until(/login\/link#([\w-]{43})/);
    await command.ended();
    const running = child(flags, 'start.js', env, fresh.folder);
    await running.until(/http:\/\/127\.0\.0\.1:\d+/);
    const answers = await life(home, invitation, link);
    const called = readFileSync(`/proc/${running.process.pid}/cmdline`, 'latin1');
    running.process.kill('SIGTERM');
    expect((await running.ended()).code).to.equal(0);
    const dump = join(fresh.folder, 'dump.gz');
    const dumped = child(flags, 'cli.js', env, fresh.folder, ['backup', dump]);
    expect((await dumped.ended()).code).to.equal(0);

    const secrets = {
      ...{ 'the key': KEY, 'the client secret': OIDC_SECRET, 'GitHub’s client secret': GITHUB_SECRET },
      ...{ 'the authorization code': CODE, 'the access token': ACCESS, 'the id_token': issued[0]! },
      ...{ 'the invitation': invitation, 'the sign-in link': link },
    };
    look(secrets, [
      ...placesOf(running, fresh),
      ...placesOf(dumped, fresh),
      { name: 'answers', text: answers },
      { name: 'arguments', text: called },
      { name: 'backup', text: gunzipSync(readFileSync(dump)).toString('utf8') },
    ]);
    // All of them were used, so that nothing is missing only because it never was there.
    const sent = JSON.stringify([...oidc.exchanges, ...github.exchanges]);
    expect(sent).to.contain([CODE, GITHUB_SECRET]);
    expect(issued).to.have.length(1);
    expect(running.text().out).to.contain(['/redirect_uri', 'auth.signed-in']);
  });

  it('of the database is in no log of a start that cannot reach it', async (flags: Flags) => {
    const fresh = await freshSqlite();
    after(flags, () => fresh.drop());
    const url = `postgres://traffic:${DATABASE}@127.0.0.1:9/traffic`;
    const env = { DATABASE_URL: url, SECRET_KEY: KEY, PORT: '0', LOG_LEVEL: 'trace', LOG_PRETTY: 'false' };
    const one = child(flags, 'start.js', env, fresh.folder);
    await one.until(/database/i);
    one.process.kill('SIGTERM');
    await one.ended();
    look({ 'the password': DATABASE }, placesOf(one, fresh));
  });
});
