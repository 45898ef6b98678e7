import { expect } from '@hapi/code';
import type { Server } from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { startGitHub } from '../../support/github.js';
import { caller, failureOf } from '../../support/github-client.js';

export const lab = Lab.script();
const { describe, it } = lab;

const LOCAL = Date.parse('2026-11-21T12:00:00Z');

async function start(flags: Flags) {
  const time = { local: LOCAL };
  const github = await startGitHub(flags);
  github.world.addAccount({ login: 'alice', token: 'ghp_alice' });
  const now = () => new Date(time.local);
  const one = await caller(flags, github.url, { now });
  return { github, time, now, one };
}

/** How often the database was written to. */
function writes({ plugins: { database } }: Server): () => number {
  let count = 0;
  const { write } = database;
  const counted: typeof write = (work) => {
    count++;
    return write(work);
  };
  Object.assign(database, { write: counted });
  return () => count;
}

describe("GitHub's clock", () => {
  it('is the local one until GitHub has shown another', async (flags: Flags) => {
    const { github, one } = await start(flags);
    const plugin = one.server.plugins.github;
    expect(plugin.now()).to.equal(new Date(LOCAL));
    expect(plugin.today()).to.equal('2026-11-21');
    github.setNow('2020-12-21T23:59:30Z');
    expect((await one.client().account()).date).to.equal(new Date('2020-12-21T23:59:30Z'));
    expect(plugin.today()).to.equal('2020-12-21');
  });

  it('goes on with the local one, and is the same in every instance and after a restart', async (flags: Flags) => {
    const { github, one, now, time } = await start(flags);
    const other = await caller(flags, github.url, { now }, one.url);
    github.setNow('2020-12-21T23:59:30Z');
    await one.client().account();
    const third = await caller(flags, github.url, { now }, one.url);
    expect(third.server.plugins.github.today()).to.equal('2020-12-21');
    time.local += 61_000;
    expect(one.server.plugins.github.now()).to.equal(new Date('2020-12-22T00:00:31Z'));
    // The other instance looks into the database once a minute, behind the back of who asks.
    const { now: told } = other.server.plugins.github;
    told();
    while (told().getTime() > Date.parse('2021-01-01')) await new Promise((go) => setTimeout(go, 5));
    expect(told()).to.equal(new Date('2020-12-22T00:00:31Z'));
  });

  it('is written only when it has moved by more than a minute', async (flags: Flags) => {
    const { github, one } = await start(flags);
    const written = writes(one.server);
    const ask = async (instant: number) => {
      github.setNow(new Date(instant));
      await Promise.all(Array.from({ length: 5 }, () => one.client().account()));
      return written();
    };
    expect(await ask(LOCAL + 59_000)).to.equal(0);
    expect(one.server.plugins.github.now()).to.equal(new Date(LOCAL + 59_000));
    expect(await ask(LOCAL + 86_400_000)).to.equal(1);
    expect(await ask(LOCAL + 86_430_000)).to.equal(1);
    expect(await ask(LOCAL - 86_400_000)).to.equal(2);
  });

  it('takes no lesson from an answer without a date, with a wild one, or with garbage', async (flags: Flags) => {
    const { github, one } = await start(flags);
    github.setNow('2026-03-10T06:00:00Z');
    await one.client().account();
    for (const date of [
      'yesterday',
      '5',
      'Fri, 31 Dec 9999 23:59:59 GMT',
      'Thu, 01 Jan 1970 00:00:00 GMT',
      '',
    ]) {
      github.script('/user', { status: 200, headers: { date }, body: { id: 1, login: 'alice' } });
      expect((await one.client().account()).date).to.equal(new Date('2026-03-10T06:00:00Z'));
    }
    const headers = { date: 'Sun, 10 Mar 2030 06:00:00 GMT' };
    github.script('/user', { status: 200, headers, body: '{"id"' });
    expect((await failureOf(one.client().account())).class).to.equal('upstream');
    expect(one.server.plugins.github.today()).to.equal('2026-03-10');
  });

  it('is told with a failure, and judges the days of an answer', async (flags: Flags) => {
    const { github, one } = await start(flags);
    github.setNow('2020-12-21T06:00:00Z');
    const tea = github.world.addRepository({
      owner: 'alice',
      name: 'tea',
      days: { '2020-12-15': { views: 2, visitors: 1 } },
    });
    const { data } = await one
      .client()
      .traffic({ owner: 'alice', name: 'tea', githubId: tea.id }, 'views', 'day');
    expect(data.buckets.length).to.equal(1);
    const gone = await failureOf(one.client().repository('alice', 'coffee'));
    expect([gone.class, gone.date]).to.equal(['gone', new Date('2020-12-21T06:00:00Z')]);
  });
});
