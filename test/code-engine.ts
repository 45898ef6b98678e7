import { existsSync, readFileSync } from 'node:fs';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { after, type Flags } from './support/app.js';
import { boundAppId, type Instance, instance, PUBLIC } from './support/code-engine.js';
import { emptyDatabase, postgresUrl } from './support/database.js';
import { standinAbsent } from './support/db2/standin.js';
import { startGitHub } from './support/github.js';
import { CLIENT, mockProvider } from './support/identity-provider.js';
import { selfSigned } from './support/self-signed.js';

export const lab = Lab.script();
const { describe, it } = lab;

const SECRET_KEY = 'a secret key of the tests, longer than thirty-two bytes';
const EVENT_TOKEN = 'the event token of the tests: thirty-two bytes';
const TOKEN = 'ghp_aliceToken1234567890abcdefghijklmnop';
const KEYED = { SECRET_KEY, ADMIN_EMAIL: 'alice@example.com' };

const PRELOAD = new URL('./support/db2/preload.js', import.meta.url).href;
const CERTIFICATE = selfSigned.cert;
const PEM = Buffer.from(CERTIFICATE).toString('base64');

/** Db2's credentials as older and as newer instances have them. */
const DB2 = {
  'a flat uri': {
    uri: 'db2://abc12345:p%40ss@db2.example.com:31198/bludb?authSource=admin&replicaSet=replset',
    ssl_certificate_base64: PEM,
  },
  'connection.db2': {
    connection: {
      db2: {
        authentication: { method: 'direct', username: 'abc12345', password: 'p@ss' },
        certificate: { certificate_base64: PEM, name: 'a1b2' },
        database: 'bludb',
        hosts: [{ hostname: 'db2.example.com', port: 31198 }],
        scheme: 'db2',
      },
    },
  },
};

/** The database as it comes to the app: PostgreSQL bound where the tests have one, else a file that is named. */
async function database(flags: Flags) {
  const { url, folder, drop } = await emptyDatabase();
  after(flags, drop);
  const connection = { postgres: { composed: [url], hosts: [], type: 'uri' } };
  const services = { 'databases-for-postgresql': [{ credentials: { connection }, name: 'ghstatsDB' }] };
  return postgresUrl
    ? { folder, services, variables: {} }
    : { folder, services: {}, variables: { DATABASE_URL: url } };
}

/** The deployment after the tutorial's last step: everything bound, set up, with repositories at GitHub and tracked. */
async function finished(flags: Flags, repositories: string[], instances = 1) {
  const { folder, services, variables } = await database(flags);
  const [provider, github] = [await mockProvider(flags), await startGitHub(flags)];
  github.world.addAccount({ login: 'octo', token: TOKEN });
  const today = new Date();
  const days = Object.fromEntries(
    Array.from({ length: 18 }, (_, ago) => [
      new Date(today.getTime() + (1 - ago) * 86_400_000).toISOString().slice(0, 10),
      // A view in each second: whatever the hour is, the cut days have some.
      { views: 86_400 + ago, visitors: 5, clones: 4, cloners: 2 },
    ]),
  );
  for (const name of repositories) github.world.addRepository({ owner: 'octo', name, days });
  const env = { ...KEYED, ...variables, EVENT_TOKEN, GITHUB_API_URL: github.url };
  const all = { ...services, ...boundAppId(provider.issuer, CLIENT, 'oauthServerUrl') };
  const start = () => instance(flags, folder, env, all);
  const apps = (await Promise.all(Array.from({ length: instances }, start))) as [Instance, ...Instance[]];
  const [first] = apps;
  const alice = first.browser();
  const form = await alice.get(`${PUBLIC}/admin/initialize-app`);
  const crumb = crumbOf(form.text);
  await alice.post(`${PUBLIC}/admin/secondstep`, {
    crumb,
    username: 'Alice',
    ghuser: 'octo',
    ghtoken: TOKEN,
  });
  for (const reponame of repositories)
    await alice.post(`${PUBLIC}/api/newrepo`, { crumb, orgname: 'octo', reponame });
  return { start, apps, first, github };
}

const crumbOf = (html: string): string => /name="crumb" value="([^"]+)"/.exec(html)?.[1] ?? '';

/** What is kept, as the tutorial's export says it to somebody who signs in. */
async function kept(app: Instance): Promise<string[]> {
  const { text } = await app.browser().get(`${PUBLIC}/data/repostats.csv`);
  return text
    .trim()
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(',').slice(1).join(','));
}

describe('on Code Engine', () => {
  it('says before anything is bound what is missing and how it is set, lives, and is not ready', async (flags: Flags) => {
    const { folder } = await database(flags);
    const app = await instance(flags, folder);
    const page = await app.ask('/');
    expect(page.status).to.equal(200);
    for (const words of [
      'A database is not bound',
      'SECRET_KEY is not set',
      'App ID is not bound',
      'EVENT_TOKEN is',
    ])
      expect(page.text).to.contain(words);
    expect(page.text.replaceAll('&lt;', '<').replaceAll('&quot;', '"').replaceAll('&gt;', '>')).to.contain([
      'ibmcloud ce app bind --name ghstats-app --service-instance',
      'ibmcloud ce secret create --name ghstats-app-key --from-literal SECRET_KEY="$(openssl rand -base64 48)"',
      'ibmcloud ce app update --name ghstats-app --env-from-secret ghstats-app-key',
    ]);
    expect((await app.ask('/health/live')).status).to.equal(200);
    expect((await app.ask('/health/ready')).status).to.equal(503);
    expect((await app.ask('/collectStats', { method: 'POST' })).status).to.equal(503);
    expect((await app.scaleDown()).code).to.equal(0);
  });

  for (const [shape, credentials] of Object.entries(DB2)) {
    const skip = standinAbsent() !== null;
    const title = `finds a bound Db2 with ${shape}, and its certificate`;
    it(skip ? `${title}; ${standinAbsent()}` : title, { skip }, async (flags: Flags) => {
      const { folder } = await database(flags);
      const services = { 'dashdb-for-transactions': [{ credentials, name: 'ghstatsDB', plan: 'free' }] };
      const env = { ...KEYED, NODE_OPTIONS: `--import ${PRELOAD}` };
      const app = await instance(flags, folder, env, services);
      const [, opened = ''] = await app.process.until(/^opened (\{.*\})$/m);
      const settings = JSON.parse(opened) as Record<string, string>;
      expect(settings).to.include({
        hostname: 'db2.example.com',
        uid: 'abc12345',
        pwd: 'p@ss',
        Security: 'SSL',
      });
      await app.process.until(/The app runs at/);
      expect((await app.ask('/health/ready')).status).to.equal(200);
      expect((await app.ask('/')).text).to.contain('Not set up yet');
      expect(readFileSync(settings['SSLServerCertificate'] ?? '', 'utf8')).to.equal(CERTIFICATE);
      expect((await app.scaleDown()).code).to.equal(0);
      expect(existsSync(settings['SSLServerCertificate'] ?? '')).to.be.false();
    });
  }

  it('becomes usable as one thing after the other is bound, up to the first daily collection', async (flags: Flags) => {
    const { folder, services, variables } = await database(flags);
    const withDatabase = await instance(flags, folder, variables, services);
    const { text } = await withDatabase.ask('/');
    expect(text).to.contain('SECRET_KEY is not set').and.not.to.contain('A database is not bound');
    expect((await withDatabase.ask('/health/ready')).status).to.equal(503);

    const withKey = await instance(flags, folder, { ...variables, ...KEYED }, services);
    expect((await withKey.ask('/')).text).to.contain('Not set up yet');
    expect((await withKey.ask('/health/ready')).status).to.equal(200);

    const provider = await mockProvider(flags);
    const all = { ...services, ...boundAppId(provider.issuer, CLIENT, 'oAuthServerUrl') };
    const bound = await instance(flags, folder, { ...variables, ...KEYED }, all);
    const page = await bound.browser().get(`${PUBLIC}/admin/initialize-app`);
    expect(page.status).to.equal(200);
    expect(provider.asked?.redirectUri).to.equal(`${PUBLIC}/redirect_uri`);
    expect(page.text).to.contain('name="ghtoken"').and.not.to.contain('name="setupcode"');
    const [cookie = ''] = (await bound.ask('/login')).headers.getSetCookie();
    expect(cookie).to.contain(['Secure', 'HttpOnly']);
    const refused = await bound.event(EVENT_TOKEN, '1');
    expect(refused).to.include({ status: 403 });
    expect(refused.json).to.include({ message: 'no EVENT_TOKEN is configured' });
  });

  it('collects at the daily event, once however often that is delivered', async (flags: Flags) => {
    const { first, github } = await finished(flags, ['rocket']);
    const event = await first.event(EVENT_TOKEN, 'a-day');
    expect(event.status).to.equal(200);
    expect(event.json).to.include({
      message: 'success - stats collected',
      repoCount: 1,
      failed: 0,
      done: true,
    });
    expect(await kept(first)).to.have.length(14);
    const asked = github.requests.length;
    const again = await first.event(EVENT_TOKEN, 'a-day', { all: true });
    expect(again.json).to.include({ message: 'success - this event has been handled already', failed: 0 });
    expect(github.requests).to.have.length(asked);
    expect((await first.event(EVENT_TOKEN, 'the-next-day', { all: true })).json).to.include({ collected: 1 });
    expect((await first.event('guessed', 'another')).status).to.equal(403);
    const log = await first.browser().get(`${PUBLIC}/admin/systemlog`);
    expect(log.text).to.contain(['cron event', '192.0.2.7']);
  });

  it('loses nothing when it is scaled down right after the answer', async (flags: Flags) => {
    const { first, start } = await finished(flags, ['rocket']);
    const events = [first.event(EVENT_TOKEN, 'a-day'), kept(first)];
    await Promise.all(events);
    const before = await kept(first);
    const { code, took } = await first.scaleDown();
    expect(code).to.equal(0);
    expect(took).to.be.below(5_000);
    const second = await start();
    expect(await kept(second))
      .to.equal(before)
      .and.to.have.length(14);
    expect((await second.event(EVENT_TOKEN, 'a-day', { all: true })).json.message).to.contain(
      'handled already',
    );
  });

  it('ends within five seconds in the middle of a collection, which the repeated event takes up again', async (flags: Flags) => {
    const { first, start, github } = await finished(flags, ['rocket', 'socket', 'pocket']);
    const remove = github.script(/pocket\/traffic/, { delay: 60_000 });
    const event = first.event(EVENT_TOKEN, 'a-day').then(
      ({ status }) => status,
      () => 'cut',
    );
    while (!github.requests.some(({ path }) => path.includes('/pocket/traffic'))) await pause(20);
    const { code, took } = await first.scaleDown();
    expect(code).to.equal(0);
    expect(took).to.be.below(5_000);
    expect(await event).to.not.equal(200);
    remove();
    const second = await start();
    const repeated = await second.event(EVENT_TOKEN, 'a-day');
    expect(repeated.status).to.equal(200);
    expect(repeated.json).to.include({ repoCount: 3, failed: 0, done: true, remaining: 0 });
    expect(await kept(second)).to.have.length(3 * 14);
  });

  it('works as several instances that start at the same time on one empty database', async (flags: Flags) => {
    const { apps, github } = await finished(flags, ['rocket', 'socket'], 3);
    const answers = await Promise.all(apps.map((app) => app.event(EVENT_TOKEN, 'a-day')));
    expect(answers.filter(({ status }) => status !== 200 && status !== 202)).to.equal([]);
    expect(github.requests.filter(({ path }) => path.endsWith('/traffic/popular/paths'))).to.have.length(2);
    const shown = [];
    for (const app of apps) shown.push(await kept(app));
    expect(shown[0]).to.have.length(2 * 14);
    expect(shown).to.equal([shown[0], shown[0], shown[0]]);
  });
});

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
