import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { listening } from './plugins/auth/provider-house.js';
import type { Flags } from './support/app.js';
import { certifiedProvider, fillIn } from './support/certified-provider.js';
import { startGitHub } from './support/github.js';
import { CLIENT } from './support/identity-provider.js';
import { netBrowser, type Page } from './support/net-browser.js';
import { TEST_PATH } from './support/under-path.js';

export const lab = Lab.script();
const { describe, it } = lab;

const EVENT_TOKEN = 'the event token of the tutorial: thirty-two bytes';
const TOKEN = 'ghp_classicTokenOfTheTutorial1';

/** Views of each of the last 20 days, today's too. */
function days(): Record<string, { views: number; visitors: number; clones: number; cloners: number }> {
  const dayOf = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  const counts = { views: 4321, visitors: 7, clones: 3, cloners: 2 };
  return Object.fromEntries(Array.from({ length: 20 }, (_, ago) => [dayOf(ago), counts]));
}

/** The app as the tutorial deploys it, before an App ID and a GitHub of the test's own. */
async function deployed(flags: Flags) {
  const { issuer, allow } = await certifiedProvider(flags);
  const github = await startGitHub(flags as never);
  github.world.addAccount({ login: 'octo', token: TOKEN, scopes: ['public_repo'] });
  github.world.addRepository({ owner: 'octo', name: 'rocket', days: days() });
  const printed: string[] = [];
  const env = {
    ...{ OIDC_ISSUER: '', OIDC_CLIENT_ID: '', OIDC_CLIENT_SECRET: '', OIDC_NAME: '' },
    ...{ APPID_CLIENT_ID: CLIENT.id, APPID_SECRET: CLIENT.secret, APPID_OAUTH_SERVER_URL: issuer },
    ...{ EVENT_TOKEN, GITHUB_API_URL: github.url },
  };
  const made = await listening(flags, issuer, {
    env,
    github: { retryBase: 1 },
    print: (text) => void printed.push(text),
  });
  allow(`${made.home}/redirect_uri`);
  const code = / {2}(\S{24})\n/.exec(printed.join(''))?.[1] ?? '';
  return { ...made, issuer, code };
}

describe('the tutorial', () => {
  it('works as written: welcome, sign in, initialize, add, collect, daily traffic, system log', async (flags: Flags) => {
    const { home, issuer, code } = await deployed(flags);
    const me = netBrowser();
    const crumb = () => me.jars.get('127.0.0.1')?.get('crumb') ?? '';
    const post = (path: string, form: Record<string, string>): Promise<Page> =>
      me.post(home + path, { crumb: crumb(), ...form });

    const welcome = await me.get(`${home}/`);
    expect(welcome.text).to.contain(['Not set up yet', `href="${TEST_PATH}/admin/initialize-app"`]);

    const login = await me.get(`${home}/admin/initialize-app`);
    expect(new URL(login.url).origin).to.equal(issuer);
    const initialize = await fillIn(me, await fillIn(me, login, 'alice'), 'alice');
    expect(initialize.url).to.equal(`${home}/admin/initialize-app`);
    const fields = ['username', 'ghuser', 'ghtoken', 'setupcode'].map((name) => `name="${name}"`);
    expect(initialize.text).to.contain(fields).and.to.contain(`action="${TEST_PATH}/admin/secondstep"`);

    const form = { username: 'Ada’s team', ghuser: 'octo', ghtoken: TOKEN, setupcode: code };
    const list = await post('/admin/secondstep', form);
    expect(list.url).to.equal(`${home}/repos/list?first=1`);

    const added = await post('/api/newrepo', { orgname: 'octo', reponame: 'rocket' });
    expect(added.status).to.equal(200);
    expect(added.text).to.contain(['octo/rocket', 'was added']);

    const event = await fetch(`${home}/collectStats`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: EVENT_TOKEN }),
    });
    expect(event.status, await event.clone().text()).to.equal(200);
    expect(await event.json()).to.include({
      message: 'success - stats collected',
      repoCount: 1,
      failed: 0,
      done: true,
    });

    // Where the tutorial says "Repositories and Daily Traffic", and "Administration, then …".
    const follow = (page: Page, group: string, words: string) => {
      const menu = page.text.split(`>${group}</summary>`)[1]?.split('</details>')[0] ?? '';
      const [, href = ''] = new RegExp(`href="([^"]+)"[^>]*>${words}</a>`, 'i').exec(menu) ?? [];
      expect(href, words).to.startWith('/');
      return me.get(new URL(href, home).href);
    };
    const collection = await follow(added, 'Administration', 'Collect statistics');
    expect(collection.status).to.equal(200);
    expect(collection.url).to.equal(`${home}/admin/collectStats`);

    const traffic = await follow(collection, 'Repositories', 'Daily Traffic');
    expect(traffic.url).to.equal(`${home}/repos/stats`);
    expect(traffic.status).to.equal(200);
    expect(traffic.text).to.contain(['octo/rocket', '4,321']);
    const csv = await me.get(`${home}/data/repostats.csv`);
    expect(csv.text)
      .to.match(/^RID,TDATE,VIEWCOUNT,VUNIQUES,CLONECOUNT,CUNIQUES/)
      .and.to.contain(',4321,7,3,2,');

    const log = await follow(traffic, 'Administration', 'System log');
    expect(log.url).to.equal(`${home}/admin/systemlog`);
    expect(log.text).to.contain([
      'alice set this installation up, with the tenant Ada’s team',
      'repositories.added',
      'collection.run',
    ]);
    expect(log.text).not.to.contain(TOKEN).and.not.to.contain(EVENT_TOKEN);

    const asked = await me.get(`${home}/logout`);
    expect(asked.text).to.contain('Sign out?');
    const out = await post('/logout', {});
    expect(out.text).to.contain(['You are signed out here', issuer]);
    expect((await me.get(`${home}/admin/initialize-app`)).status).to.equal(404);
  });
});

describe('an invitation where a provider signs people in', () => {
  it('survives the way to the provider and back', async (flags: Flags) => {
    const { home, server } = await deployed(flags);
    const { database, tenancy } = server.plugins;
    const token = { token: TOKEN, account: 'octo', kind: 'classic', scopes: [], expiresAt: null };
    await database.write((transaction) =>
      tenancy.createTenant(transaction, { name: 'acme', githubLogin: 'octo', ...token }),
    );
    const owner = netBrowser();
    const crumb = (who: ReturnType<typeof netBrowser>) => who.jars.get('127.0.0.1')?.get('crumb') ?? '';
    const signIn = async (who: ReturnType<typeof netBrowser>, path: string, name: string) =>
      fillIn(who, await fillIn(who, await who.get(home + path), name), name);
    await signIn(owner, '/user/profile', 'alice');
    await database.write((transaction) =>
      tenancy.grant(transaction, 1, { tenantId: 1, repositoryId: 0, role: 'tenant' }),
    );
    const form = { crumb: crumb(owner), email: 'bob@example.com', role: 'viewer' };
    const invited = await owner.post(`${home}/settings/invite`, form);
    const code = /\/invitation#([\w-]{43})</.exec(invited.text)?.[1] ?? '';

    const bob = netBrowser();
    await bob.get(`${home}/invitation`);
    const first = await bob.post(`${home}/invitation`, { crumb: crumb(bob), code });
    expect(first.text).to.contain(`href="${TEST_PATH}/login?next=/invitation"`).and.not.to.contain(code);
    const back = await signIn(bob, '/login?next=/invitation', 'bob');
    expect(back.url).to.equal(`${home}/invitation`);
    expect(back.text).to.contain([`value="${code}"`, 'bob@example.com', 'Accept']);
    const seen = await bob.post(`${home}/invitation`, { crumb: crumb(bob), code });
    expect(seen.url).to.equal(`${home}/overview?tenant=1`);
    expect((await bob.get(`${home}/invitation`)).text).not.to.contain(code);
  });
});
