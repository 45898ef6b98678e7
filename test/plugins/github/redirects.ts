import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { startGitHub } from '../../support/github.js';
import { caller, failureOf } from '../../support/github-client.js';

export const lab = Lab.script();
const { describe, it } = lab;

async function start(flags: Flags) {
  const github = await startGitHub(flags);
  github.world.addAccount({ login: 'alice', token: 'ghp_alice' });
  const tea = github.world.addRepository({ owner: 'alice', name: 'tea', days: {} });
  const { client } = await caller(flags, github.url);
  return { github, client, tea, address: { owner: 'alice', name: 'tea', githubId: tea.id } };
}

describe('a redirect of GitHub', () => {
  it('is followed to the same repository under its new name', async (flags: Flags) => {
    const { github, client, tea, address } = await start(flags);
    github.world.rename(tea, { name: 'coffee' });
    const { data } = await client().repository('alice', 'tea');
    expect([data.name, data.githubId]).to.equal(['coffee', tea.id]);
    const day = new Date(Date.now() - 5 * 86_400_000).toISOString().slice(0, 10);
    tea.setDay(day, { views: 3, visitors: 2 });
    const week = await client().traffic(address, 'views', 'week');
    expect(week.data.count).to.equal(3);
    expect(github.requests.at(-1)!.query).to.equal('?per=week');
    expect((await client().paths(address)).data).to.equal([]);
  });

  it('to another host is not followed, and that host sees no request', async (flags: Flags) => {
    const { github, client, address } = await start(flags);
    const other = await startGitHub(flags);
    const path = `/repositories/${address.githubId}/traffic/views`;
    for (const base of [
      other.url,
      other.url.replace('127.0.0.1', 'localhost'),
      `//${new URL(other.url).host}`,
    ]) {
      github.script('/repos/*', { status: 301, headers: { location: base + path }, body: {}, times: 1 });
      const failure = await failureOf(client().traffic(address, 'views', 'day'));
      expect([failure.class, failure.status]).to.equal(['moved', 301]);
    }
    github.script('/repos/*', {
      status: 302,
      headers: { location: `${other.url}/repositories/1` },
      body: {},
    });
    expect((await failureOf(client().repository('alice', 'tea'))).class).to.equal('moved');
    expect(other.requests.length).to.equal(0);
    expect(github.requests.length).to.equal(4);
  });

  it('to another repository or another call is not followed', async (flags: Flags) => {
    const { github, client, address } = await start(flags);
    const { githubId } = address;
    for (const location of [
      `/repositories/${githubId + 1}/traffic/views`,
      `/repositories/${githubId}/traffic/clones`,
      `/repositories/${githubId}`,
      `/repositories/${githubId}/../1/traffic/views`,
      `/repos/alice/other/traffic/views`,
      '/user',
      'http://[',
      '',
    ]) {
      const before = github.requests.length;
      github.script('/repos/*', { status: 301, headers: { location }, body: {}, times: 1 });
      const failure = await failureOf(client().traffic(address, 'views', 'day'));
      expect([failure.class, github.requests.length - before], location).to.equal(['moved', 1]);
    }
    github.script('/repos/*', { status: 301, body: {}, times: 1 });
    expect((await failureOf(client().traffic(address, 'views', 'day'))).class).to.equal('moved');
  });

  it('is followed three times at most', async (flags: Flags) => {
    const { github, client, address } = await start(flags);
    const location = `/repositories/${address.githubId}/traffic/views`;
    github.script(/traffic/, { status: 307, headers: { location }, body: {}, times: 3 });
    expect((await client().traffic(address, 'views', 'day')).data.count).to.equal(0);
    expect(github.requests.length).to.equal(4);
    github.script(/traffic/, { status: 307, headers: { location }, body: {} });
    expect((await failureOf(client().traffic(address, 'views', 'day'))).class).to.equal('moved');
    expect(github.requests.length).to.equal(8);
  });
});
