import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { hashOf } from '../../../../plugins/demo/github/request-log.js';
import type { Flags } from '../../../support/app.js';
import { startGitHub, type TestGitHub } from '../../../support/github.js';

export const lab = Lab.script();
const { describe, it } = lab;

const NOW = new Date('2026-03-10T06:00:00Z');

/** Alice owns, Bob is a collaborator who may push, Charlie is a stranger. */
async function start(flags: Flags, perHour?: number): Promise<TestGitHub> {
  const github = await startGitHub(flags, { now: () => NOW, ...(perHour === undefined ? {} : { perHour }) });
  for (const login of ['alice', 'bob', 'charlie']) github.world.addAccount({ login, token: `ghp_${login}` });
  return github;
}

async function get(github: TestGitHub, path: string, login = 'alice') {
  const headers = { authorization: `token ghp_${login}` };
  const response = await fetch(github.url + path, { headers, redirect: 'manual' });
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
}

const place = { name: 'news.ycombinator.com', count: 9, uniques: 7 };
const days = {
  '2026-03-05': { views: 10, visitors: 4, clones: 3, cloners: 2 },
  '2026-03-06': { views: 5, visitors: 5 },
};

describe('the GitHub stand-in', () => {
  it('answers every route as GitHub describes it', async (flags: Flags) => {
    const github = await start(flags);
    github.world.addRepository({ owner: 'alice', name: 'tea', days, referrers: [place], paths: [place] });
    github.world.addRepository({ owner: 'alice', name: 'safe', private: true, counts: { stars: 3 } });
    const paths = [
      '/user',
      '/user/repos',
      '/orgs/alice/repos',
      '/rate_limit',
      '/repos/alice/tea',
      '/repos/alice/safe',
    ];
    for (const path of [
      'views',
      'views?per=week',
      'clones',
      'clones?per=week',
      'popular/referrers',
      'popular/paths',
    ]) {
      paths.push(`/repos/alice/tea/traffic/${path}`, `/repositories/700001/traffic/${path}`);
    }
    for (const path of paths) {
      const { status, headers } = await get(github, path);
      expect(status, path).to.equal(200);
      expect(headers.get('date')).to.equal('Tue, 10 Mar 2026 06:00:00 GMT');
      expect(headers.get('x-ratelimit-limit')).to.equal('5000');
    }
    const { body } = await get(github, '/repos/alice/tea/traffic/views');
    expect(body).to.equal({
      count: 15,
      uniques: 7,
      views: [
        { timestamp: '2026-03-05T00:00:00Z', count: 10, uniques: 4 },
        { timestamp: '2026-03-06T00:00:00Z', count: 5, uniques: 5 },
      ],
    });
    expect((await get(github, '/nowhere')).status).to.equal(404);
    expect(github.requests.at(-1)!.tokenHash).to.equal(hashOf('ghp_alice'));
  });

  it('refuses in the words of GitHub', async (flags: Flags) => {
    const github = await start(flags);
    github.world.addRepository({ owner: 'alice', name: 'tea', access: { bob: 'push' }, days });
    github.world.addRepository({ owner: 'alice', name: 'safe', private: true });
    github.world.accounts.addToken('alice', { token: 'ghp_fine', permissions: { metadata: 'read' } });
    github.world.accounts.addToken('alice', { token: 'ghp_old', expiresAt: NOW });
    github.world.accounts.addToken('alice', { token: 'ghp_few', scopes: ['public_repo'] });
    const traffic = '/repos/alice/tea/traffic/views';

    expect((await get(github, traffic, 'bob')).status).to.equal(200);
    const stranger = await get(github, traffic, 'charlie');
    expect([stranger.status, stranger.body.message]).to.equal([403, 'Must have push access to repository']);
    const fine = await get(github, traffic, 'fine');
    expect([fine.status, fine.headers.get('x-accepted-github-permissions')]).to.equal([
      403,
      'administration=read',
    ]);
    expect((await get(github, traffic, 'old')).status).to.equal(401);
    expect((await get(github, traffic, 'nobody')).body.message).to.equal('Bad credentials');
    expect((await get(github, '/repos/alice/safe', 'charlie')).status).to.equal(404);
    expect((await get(github, '/repos/alice/safe', 'few')).status).to.equal(404);
    expect((await get(github, '/repos/alice/tea', 'few')).status).to.equal(200);
    github.world.samlOrganizations.add('alice');
    expect((await get(github, traffic)).headers.get('x-github-sso')!).to.startWith(
      'required; url=https://github.com/',
    );
  });

  it('redirects a renamed repository until another takes its name', async (flags: Flags) => {
    const github = await start(flags);
    const tea = github.world.addRepository({ owner: 'alice', name: 'tea', days });
    github.world.rename(tea, { owner: 'bob', name: 'coffee' });
    const first = await get(github, '/repos/Alice/Tea/traffic/views?per=week');
    expect(first.status).to.equal(301);
    const location = first.headers.get('location')!;
    expect(location).to.equal(`${github.url}/repositories/${tea.id}/traffic/views?per=week`);
    expect((await get(github, location.slice(github.url.length), 'bob')).status).to.equal(200);
    expect((await get(github, '/repos/bob/coffee', 'bob')).body.full_name).to.equal('bob/coffee');
    const other = github.world.addRepository({ owner: 'alice', name: 'tea' });
    expect((await get(github, '/repos/alice/tea')).body.id).to.equal(other.id);
    github.world.remove(other);
    github.world.remove(tea);
    expect((await get(github, '/repos/alice/tea')).status).to.equal(404);
  });

  it('stops an account that has used up its hour, and no other', async (flags: Flags) => {
    const github = await start(flags, 2);
    expect((await get(github, '/user')).headers.get('x-ratelimit-remaining')).to.equal('1');
    await get(github, '/user');
    const third = await get(github, '/user');
    expect([third.status, third.headers.get('x-ratelimit-remaining')]).to.equal([403, '0']);
    expect(Number(third.headers.get('x-ratelimit-reset'))).to.equal(NOW.getTime() / 1000 + 3600);
    expect((await get(github, '/user', 'bob')).status).to.equal(200);
  });

  it('meets requests with scripted faults', async (flags: Flags) => {
    const github = await start(flags);
    github.script('/user', {
      status: 502,
      body: '<html>',
      headers: { 'content-type': 'text/html' },
      times: 1,
    });
    const broken = await fetch(`${github.url}/user`, { headers: { authorization: 'token ghp_alice' } });
    expect([broken.status, broken.headers.get('content-type'), await broken.text()]).to.equal([
      502,
      'text/html; charset=utf-8',
      '<html>',
    ]);
    expect((await get(github, '/user')).status).to.equal(200);
    github.script(/per=week/, { change: (body) => ({ ...(body as object), count: -1 }) });
    github.world.addRepository({ owner: 'alice', name: 'tea', days });
    expect((await get(github, '/repos/alice/tea/traffic/views?per=week')).body.count).to.equal(-1);
    github.script('/user*', { reset: true, token: 'ghp_bob' });
    await expect(get(github, '/user', 'bob')).to.reject();
    expect((await get(github, '/user')).status).to.equal(200);
  });
});
