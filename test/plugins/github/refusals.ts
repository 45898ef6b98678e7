import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { startGitHub } from '../../support/github.js';
import { caller, failureOf } from '../../support/github-client.js';

export const lab = Lab.script();
const { describe, it } = lab;

const VIEWS = '/repos/alice/tea/traffic/views';

async function start(flags: Flags) {
  const github = await startGitHub(flags);
  github.world.addAccount({ login: 'alice', token: 'ghp_alice' });
  github.world.addAccount({ login: 'bob', token: 'ghp_bob' });
  github.world.addAccount({ login: 'charlie', token: 'ghp_charlie' });
  const tea = github.world.addRepository({ owner: 'alice', name: 'tea' });
  const { client } = await caller(flags, github.url);
  return { github, client, tea, address: { owner: 'alice', name: 'tea', githubId: tea.id } };
}

describe('a refusal of GitHub', () => {
  it('of the token itself costs one request, and other accounts go on', async (flags: Flags) => {
    const { github, client, address } = await start(flags);
    const dead = client('ghp_revoked');
    const first = await failureOf(dead.traffic(address, 'views', 'day'));
    expect([first.class, first.status]).to.equal(['auth', 401]);
    expect(first.advice).to.contain('Enter a new one');
    for (const metric of ['views', 'clones'] as const) {
      expect((await failureOf(dead.traffic(address, metric, 'week'))).class).to.equal('auth');
    }
    expect(github.requests.length).to.equal(1);
    expect((await client('ghp_alice').account()).data.login).to.equal('alice');
    const strange = await failureOf(client('ghp_with\nline').account());
    expect([strange.class, strange.message.includes('line')]).to.equal(['auth', false]);
  });

  it('of traffic says what right is missing', async (flags: Flags) => {
    const { github, client, address } = await start(flags);
    const stranger = await failureOf(client('ghp_charlie').traffic(address, 'views', 'day'));
    expect([stranger.class, stranger.status]).to.equal(['right', 403]);
    expect(stranger.advice).to.contain('may not push');
    github.world.accounts.addToken('alice', { token: 'github_pat_few', permissions: { metadata: 'read' } });
    const few = await failureOf(client('github_pat_few').traffic(address, 'views', 'day'));
    expect([few.class, few.advice.includes('administration=read')]).to.equal(['right', true]);
    const headers = { 'x-accepted-github-permissions': '<script>=read' };
    github.script(VIEWS, { status: 403, headers, body: { message: 'no' } });
    const hostile = await failureOf(client().traffic(address, 'views', 'day'));
    expect([hostile.class, hostile.advice.includes('script')]).to.equal(['right', false]);
  });

  it('for single sign-on shows the link only if it leads to github.com', async (flags: Flags) => {
    const { github, client, address } = await start(flags);
    github.world.samlOrganizations.add('alice');
    const real = await failureOf(client().traffic(address, 'views', 'day'));
    expect([real.class, real.href?.startsWith('https://github.com/orgs/alice/sso?')]).to.equal(['sso', true]);
    for (const url of [
      'https://github.com.evil.example/sso',
      'http://github.com/sso',
      'https://github.com@evil.example/',
      'https://user:x@github.com/',
      'https://github.com:8443/',
      'javascript:alert(1)',
      'nonsense',
    ]) {
      github.script(VIEWS, {
        status: 403,
        headers: { 'x-github-sso': `required; url=${url}` },
        body: {},
        times: 1,
      });
      const failure = await failureOf(client().traffic(address, 'views', 'day'));
      expect([failure.class, failure.href], url).to.equal(['sso', undefined]);
    }
  });

  it('has a class for every status, and no token in what it says', async (flags: Flags) => {
    const { github, client, address } = await start(flags);
    const special: Record<number, string> = {
      401: 'auth',
      403: 'right',
      404: 'gone',
      // fetch takes it for a proxy's and gives no answer at all.
      407: 'upstream',
      408: 'upstream',
      410: 'gone',
      429: 'limit',
      451: 'gone',
    };
    const statuses = Array.from({ length: 399 }, (_, index) => 201 + index);
    const failures = statuses.map((status) => {
      const name = `tea-${status}`;
      const body = { message: 'token ghp_alice is odd' };
      github.script(`/repos/alice/${name}/traffic/views`, { status, body });
      return failureOf(client('ghp_alice', name).traffic({ ...address, name }, 'views', 'day'));
    });
    for (const [index, failure] of (await Promise.all(failures)).entries()) {
      const status = statuses[index]!;
      const usual = status < 400 || status >= 500 ? 'upstream' : 'ours';
      const wanted = [301, 302, 303, 307, 308].includes(status) ? 'moved' : (special[status] ?? usual);
      expect(failure.class, String(status)).to.equal(wanted as typeof failure.class);
      expect(failure.advice).to.match(/^[A-Z].*\.$/);
      expect(`${failure.advice} ${failure.message} ${failure.stack}`).not.to.contain('ghp_alice');
    }
  });

  it('with a status of 500 or more is repeated twice, no other one', async (flags: Flags) => {
    const { github, client, address } = await start(flags);
    const asked = async (status: number, times: number) => {
      const before = github.requests.length;
      const remove = github.script(VIEWS, {
        status,
        body: '<html>',
        headers: { 'content-type': 'text/html' },
        times,
      });
      const outcome = await client('ghp_alice', `${status}`)
        .traffic(address, 'views', 'day')
        .then(
          () => 'fine',
          (e) => e.class,
        );
      remove();
      return [outcome, github.requests.length - before];
    };
    expect(await asked(502, 2)).to.equal(['fine', 3]);
    expect(await asked(503, 99)).to.equal(['upstream', 3]);
    expect(await asked(404, 99)).to.equal(['gone', 1]);
    expect(await asked(422, 99)).to.equal(['ours', 1]);
    expect(await asked(429, 99)).to.equal(['limit', 1]);
  });

  it('is not even asked for where no repository can have the name', async (flags: Flags) => {
    const { github, client } = await start(flags);
    for (const [owner, name] of [
      ['..', 'user'],
      ['alice', '..'],
      ['alice', 'a/b'],
      ['', 'tea'],
      ['alice', 'té'],
    ] as const) {
      expect((await failureOf(client().repository(owner, name))).class).to.equal('gone');
    }
    expect(github.requests.length).to.equal(0);
  });
});
