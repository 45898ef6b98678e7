import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { startGitHub } from '../../support/github.js';
import { caller } from '../../support/github-client.js';

export const lab = Lab.script();
const { describe, it } = lab;

const NOW = new Date('2026-03-10T06:00:00Z');

async function start(flags: Flags) {
  const github = await startGitHub(flags, { now: () => NOW });
  github.world.addAccount({ login: 'alice', token: 'ghp_alice' });
  const tea = github.world.addRepository({
    owner: 'alice',
    name: 'tea',
    description: 'Leaves',
    counts: { stars: 5, forks: 2, watchers: 3, openIssues: 1 },
    days: {
      '2026-03-06': { views: 5, visitors: 5 },
      '2026-03-05': { views: 10, visitors: 4, clones: 3, cloners: 2 },
    },
    referrers: [{ name: 'Google', count: 4, uniques: 3 }],
    paths: [{ name: '/alice/tea', title: 'GitHub - alice/tea', count: 8, uniques: 6 }],
  });
  const { client } = await caller(flags, github.url);
  return { github, client, tea, address: { owner: 'alice', name: 'tea', githubId: tea.id } };
}

describe('the GitHub client', () => {
  it('reads a whole round of a repository', async (flags: Flags) => {
    const { github, client, tea, address } = await start(flags);
    const alice = client();
    expect(alice.budget()).to.be.null();
    expect((await alice.repository('alice', 'tea')).data).to.equal({
      githubId: tea.id,
      owner: 'alice',
      name: 'tea',
      private: false,
      archived: false,
      fork: false,
      description: 'Leaves',
      stars: 5,
      forks: 2,
      watchers: 3,
      openIssues: 1,
      mayPush: true,
    });
    const views = await alice.traffic(address, 'views', 'day');
    expect(views.date).to.equal(NOW);
    expect(views.data.buckets).to.equal([
      { day: '2026-03-05', count: 10, uniques: 4 },
      { day: '2026-03-06', count: 5, uniques: 5 },
    ]);
    expect(views.data.count).to.equal(15);
    const clones = await alice.traffic(address, 'clones', 'week');
    expect(clones.data).to.equal({
      count: 3,
      uniques: 2,
      buckets: [{ day: '2026-03-02', count: 3, uniques: 2 }],
    });
    expect((await alice.referrers(address)).data).to.equal([
      { name: 'Google', title: 'Google', count: 4, uniques: 3 },
    ]);
    expect((await alice.paths(address)).data[0]!.title).to.equal('GitHub - alice/tea');
    expect(alice.budget()!.remaining).to.equal(4995);
    expect(
      github.requests.every(({ headers }) => headers['x-github-api-version'] === '2026-03-10'),
    ).to.be.true();
  });

  it('says whose token it is, of which kind, and when it expires', async (flags: Flags) => {
    const { github, client } = await start(flags);
    const { accounts } = github.world;
    accounts.addToken('alice', {
      token: 'ghp_short',
      scopes: ['public_repo', 'read:org'],
      expiresAt: new Date('2026-04-01T10:00:00Z'),
    });
    accounts.addToken('alice', { token: 'github_pat_1', permissions: { administration: 'read' } });
    accounts.addToken('alice', { token: 'ghu_1', permissions: {} });
    accounts.addToken('alice', { token: '0123456789abcdef', scopes: [] });
    accounts.addToken('alice', { token: 'odd', permissions: {} });
    const told = async (token: string) => {
      const { login, kind, scopes, expiresAt } = (await client(token).account()).data;
      return [login, kind, scopes.join(), expiresAt?.toISOString() ?? null];
    };
    expect(await told('ghp_short')).to.equal([
      'alice',
      'classic',
      'public_repo,read:org',
      '2026-04-01T10:00:00.000Z',
    ]);
    expect(await told('github_pat_1')).to.equal(['alice', 'fine-grained', '', null]);
    expect(await told('ghu_1')).to.equal(['alice', 'app', '', null]);
    expect(await told('0123456789abcdef')).to.equal(['alice', 'classic', '', null]);
    expect(await told('odd')).to.equal(['alice', 'unknown', '', null]);
    const expiry = async (header: string) => {
      const headers = { 'github-authentication-token-expiration': header };
      github.script('/user', { status: 200, headers, body: { id: 1, login: 'alice' }, times: 1 });
      return (await client().account()).data.expiresAt?.toISOString();
    };
    expect(await expiry('2026-12-31 23:59:59 +0200')).to.equal('2026-12-31T21:59:59.000Z');
    expect(await expiry('tomorrow')).to.be.undefined();
  });
});
