import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { startStandIn } from '../../plugins/demo/github/server.js';
import { after, type Flags } from '../support/app.js';
import { child } from '../support/child.js';
import { freshSqlite } from '../support/database.js';
import { netBrowser } from '../support/net-browser.js';

export const lab = Lab.script();
const { describe, it } = lab;

const SECRETS = {
  SECRET_KEY: 'canary-secret-key-0123456789-0123456789-01',
  SECRET_KEY_PREVIOUS: 'canary-previous-key-0123456789-0123456789',
  EVENT_TOKEN: 'canary-event-token-one-0123456789-01234,canary-event-token-two-0123456789-01234',
  SMTP_URL: 'smtp://canary-mail-user:canary-mail-password@127.0.0.1:9',
};
const FIRST = 'ghp_canaryFirstToken00000001';
const SECOND = 'ghp_canarySecondToken0000002';
const PASSWORD = 'canary password of the first account';
const LATER = 'canary password that comes after it';

/** A whole life of the app as a process: set up, add, collect, export, fail, replace the token, change the password. */
describe('a secret', () => {
  it('is in no log, no answer and no byte of the database after a life of the app', {
    timeout: 60_000,
  }, async (flags: Flags) => {
    const github = await startStandIn({ now: () => new Date(), perHour: 100_000 });
    after(flags, () => github.stop());
    for (const token of [FIRST, SECOND])
      github.world.accounts.find('acme')
        ? github.world.accounts.addToken('acme', { token })
        : github.world.addAccount({ login: 'acme', token });
    github.world.addRepository({ owner: 'acme', name: 'rocket' });
    const fresh = await freshSqlite();
    after(flags, () => fresh.drop());
    const env = {
      ...SECRETS,
      ...{
        DATABASE_URL: fresh.url,
        GITHUB_API_URL: github.url,
        LOG_LEVEL: 'trace',
        LOG_PRETTY: 'false',
        COLLECT_AT: 'off',
      },
      PORT: String(await freePort()),
      PING_URL: `http://127.0.0.1:9/canary-ping-path`,
    };
    const app = child(flags, 'start.js', env, fresh.folder);
    const [, code = ''] = await app.until(/login\/link#([\w-]{24})/);
    const answers = await life(`http://127.0.0.1:${env.PORT}`, code);
    app.process.kill('SIGTERM');
    expect((await app.ended()).code).to.equal(0);

    const { out, err } = app.text();
    const secrets = [
      ...[SECRETS.SECRET_KEY, SECRETS.SECRET_KEY_PREVIOUS, ...SECRETS.EVENT_TOKEN.split(',')],
      ...['canary-mail-password', 'canary-ping-path', FIRST, SECOND, PASSWORD, LATER],
    ];
    const files = readdirSync(fresh.folder)
      .filter((name) => name.startsWith('traffic.sqlite'))
      .map((name): [string, string] => [name, readFileSync(join(fresh.folder, name), 'latin1')]);
    expect(files.length).to.be.least(1);
    const places: [string, string][] = [['stdout', out], ['stderr', err], ['answers', answers.all], ...files];
    for (const secret of [...secrets, ...answers.sessions])
      for (const [place, text] of places)
        for (const form of [
          secret,
          encodeURIComponent(secret),
          Buffer.from(secret).toString('base64').replace(/=+$/, ''),
        ]) {
          const own = place === 'answers' && answers.sessions.includes(secret);
          if (!own) expect(text.includes(form), `${secret} in ${place}`).to.be.false();
        }
    // The set-up code is printed for its reader, and spent.
    for (const [place, text] of places.filter(([name]) => name !== 'stdout'))
      expect(text.includes(code), place).to.be.false();
    expect(out.length).to.be.above(1_000);
    expect(answers.all).to.contain('acme/rocket');
    const hash = createHash('sha256').update(SECOND).digest('hex').slice(0, 16);
    expect(github.requests.map(({ tokenHash }) => tokenHash)).to.include(hash);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Everything that came back, and the sealed session cookies that were handed out. */
async function life(home: string, code: string): Promise<{ all: string; sessions: string[] }> {
  const one = netBrowser();
  const seen: string[] = [];
  const crumb = () => one.jars.get('127.0.0.1')?.get('crumb') ?? '';
  const get = async (path: string) => {
    const page = await one.get(home + path);
    seen.push(page.text, JSON.stringify([...page.headers]));
    return page;
  };
  const post = async (path: string, form: Record<string, string>) => {
    const page = await one.post(home + path, { crumb: crumb(), ...form });
    seen.push(page.text);
    return page;
  };
  const event = async (body: object) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${home}/collectStats`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    seen.push(await answer.text());
    return answer.status;
  };
  await get('/login/link');
  // The form that belongs to a code repeats it to whoever sent it.
  await one.post(`${home}/login/link`, { crumb: crumb(), setupcode: code });
  const account = {
    setupcode: code,
    name: 'Ada',
    email: 'ada@example.com',
    password: PASSWORD,
    repeated: PASSWORD,
  };
  expect((await post('/login/account', account)).status).to.equal(200);
  await post('/admin/secondstep', {
    username: 'Acme',
    ghuser: 'acme',
    ghtoken: 'ghp_canaryUnknownToken00000',
  });
  expect(
    (await post('/admin/secondstep', { username: 'Acme', ghuser: 'acme', ghtoken: FIRST })).status,
  ).to.equal(200);
  await post('/api/newrepo', { orgname: 'acme', reponame: 'rocket' });
  const [token] = SECRETS.EVENT_TOKEN.split(',');
  expect(await event({ token, all: true })).to.equal(200);
  expect(await event({ token: `${token}wrong` })).to.equal(403);
  for (const path of [
    '/overview',
    '/settings',
    '/admin/systemlog',
    '/admin/users',
    '/admin/tenants',
    '/user/profile',
  ])
    expect((await get(path)).status, path).to.equal(200);
  for (const path of [
    '/data/repostats.csv',
    '/data/user.csv',
    '/data/repostats.json',
    '/metrics',
    '/health/ready',
    `/nothing?token=${FIRST.slice(0, 8)}`,
  ])
    await get(path);
  await post('/settings/token', { ghtoken: SECOND });
  expect(await event({ token, all: true })).to.equal(200);
  await post('/settings/invite', { email: 'bob@example.com', role: 'viewer' });
  await post('/user/password', { current: PASSWORD, password: LATER, repeated: LATER });
  await post('/logout', {});
  await post('/login', { email: 'ada@example.com', password: PASSWORD });
  await post('/login', { email: 'ada@example.com', password: LATER });
  const sessions = [...(one.jars.get('127.0.0.1') ?? [])]
    .filter(([name]) => name.startsWith('sid'))
    .map(([, value]) => value);
  return { all: seen.join('\n'), sessions };
}
