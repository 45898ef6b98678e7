import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import { secondsToWait } from '../../../plugins/github/limit-headers.js';
import type { Flags } from '../../support/app.js';
import { startGitHub } from '../../support/github.js';
import { caller, failureOf } from '../../support/github-client.js';

export const lab = Lab.script();
const { describe, it } = lab;

const NOW = Date.parse('2026-03-10T06:00:00Z');
const SECONDARY = { message: 'You have exceeded a secondary rate limit. Please wait.' };

/** Alice and Bob, a stand-in and a local clock that the test moves. */
async function start(flags: Flags, perHour?: number) {
  const time = { local: NOW };
  const github = await startGitHub(flags, { now: () => new Date(NOW), ...(perHour && { perHour }) });
  github.world.addAccount({ login: 'alice', token: 'ghp_alice' });
  github.world.addAccount({ login: 'bob', token: 'ghp_bob' });
  const { client, server } = await caller(flags, github.url, { now: () => new Date(time.local) });
  const seconds = async (call: Promise<unknown>) => {
    const failure = await failureOf(call);
    expect(failure.class).to.equal('limit');
    expect(failure.advice).to.contain('Nothing needs to be done');
    return (failure.retryAt!.getTime() - time.local) / 1000;
  };
  return { github, client, server, time, seconds };
}

describe("GitHub's limits", () => {
  it('keep every call of that account away until it may ask again, and no other', async (flags: Flags) => {
    const { github, client, time, seconds } = await start(flags);
    github.script('/user', { status: 403, headers: { 'retry-after': '90' }, body: SECONDARY, times: 1 });
    expect(await seconds(client().account())).to.equal(90);
    time.local += 80_000;
    expect(await seconds(client().account())).to.equal(10);
    expect(await seconds(client('ghp_second').repository('a', 'b'))).to.equal(10);
    expect(github.requests.length).to.equal(1);
    expect((await client('ghp_bob', 'bob').account()).data.login).to.equal('bob');
    time.local += 10_000;
    expect((await client().account()).data.login).to.equal('alice');
    expect(github.requests.length).to.equal(3);
  });

  it('without a believable time mean a minute, then twice as long each time', async (flags: Flags) => {
    const { github, client, time, seconds } = await start(flags);
    const told = ['', 'soon', '-5', '-1000000000', '1.5', 'Tue, 10 Mar 2020 06:00:00 GMT', undefined];
    const waited: number[] = [];
    for (const header of told) {
      const headers: Record<string, string> = header === undefined ? {} : { 'retry-after': header };
      github.script('/user', { status: 429, headers, body: SECONDARY, times: 1 });
      const wait = await seconds(client().account());
      waited.push(wait);
      time.local += wait * 1000;
    }
    expect(waited).to.equal([60, 120, 240, 480, 960, 1920, 3600]);
    await client().account();
    github.script('/user', { status: 429, body: {}, times: 1 });
    expect(await seconds(client().account())).to.equal(60);
  });

  it('are kept to for as long as GitHub says, and for a week where it says more', async (flags: Flags) => {
    const { github, client, time, seconds } = await start(flags);
    const told = { 90000: 90_000, 604800: 604_800, 604801: 604_800, 1e9: 604_800, 1e18: 604_800 };
    for (const [header, wait] of Object.entries(told)) {
      const headers = { 'retry-after': BigInt(Number(header)).toString() };
      github.script('/user', { status: 429, headers, body: SECONDARY, times: 1 });
      expect(await seconds(client().account())).to.equal(wait);
      time.local += wait * 1000;
    }
    const reset = String(Math.floor(NOW / 1000) + 90_000);
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
    github.script('/user', { status: 403, headers, body: SECONDARY, times: 1 });
    expect(await seconds(client().account())).to.equal(90_001);
  });

  it('do not hold for longer than they were meant to, where our clock was ahead meanwhile', async (flags: Flags) => {
    const { github, client, time, seconds } = await start(flags);
    time.local += 30 * 86_400_000;
    github.script('/user', { status: 403, headers: { 'retry-after': '90' }, body: SECONDARY, times: 1 });
    expect(await seconds(client().account())).to.equal(90);
    time.local = NOW;
    expect((await client().account()).data.login).to.equal('alice');
  });

  it('may be given as a date', async (flags: Flags) => {
    const { github, client, seconds } = await start(flags);
    const headers = { 'retry-after': 'Tue, 10 Mar 2026 06:02:00 GMT' };
    github.script('/user', { status: 429, headers, body: {} });
    expect(await seconds(client().account())).to.equal(120);
  });

  it('are also told by a GitHub that is down for a while', async (flags: Flags) => {
    const { github, client, seconds } = await start(flags);
    github.script('/user', { status: 503, headers: { 'retry-after': '120' }, body: {} });
    expect(await seconds(client().account())).to.equal(120);
    expect(github.requests.length).to.equal(1);
  });

  it('are slept where the wait is short', async (flags: Flags) => {
    const { github, client } = await start(flags);
    github.script('/user', { status: 403, headers: { 'retry-after': '1' }, body: SECONDARY, times: 1 });
    expect((await client().account()).data.login).to.equal('alice');
    const [first, second] = github.requests;
    expect(second!.localAt - first!.localAt).to.be.at.least(1000);
    expect(github.requests.length).to.equal(2);
  });

  it('of the hour stop the account when they are used up, by GitHub’s clock', async (flags: Flags) => {
    const { github, client, time, seconds } = await start(flags, 2);
    // Our own clock is a day fast: the reset is told by GitHub's.
    time.local += 86_400_000;
    await client().account();
    expect(client().budget()!.remaining).to.equal(1);
    await client().account();
    expect(await seconds(client().account())).to.equal(3601);
    expect(github.requests.length).to.equal(2);
    expect((await client('ghp_bob', 'bob').account()).data.login).to.equal('bob');
  });

  it('are forgotten with the account, whose waiting calls end', async (flags: Flags) => {
    const { github, client, server } = await start(flags);
    github.script('/user', { status: 403, headers: { 'retry-after': '4' }, body: SECONDARY, times: 1 });
    const waiting = failureOf(client().account());
    while (github.requests.length === 0) await new Promise((go) => setTimeout(go, 5));
    await new Promise((go) => setTimeout(go, 50));
    server.plugins.github.forget(`alice at ${github.url}`);
    expect((await waiting).class).to.equal('ours');
    expect((await client().account()).data.login).to.equal('alice');
  });

  it('are read from any headers without failing', () => {
    const text = fc.oneof(
      fc.string(),
      fc.integer().map(String),
      fc.constantFrom('0', '60', 'NaN', '1e9', '0x10', '١'),
    );
    const optional = fc.option(text, { nil: undefined });
    const record = fc.record({
      'retry-after': optional,
      'x-ratelimit-remaining': optional,
      'x-ratelimit-reset': optional,
    });
    fc.assert(
      fc.property(fc.constantFrom(403, 429, 500), record, fc.string(), (status, headers, message) => {
        const wait = secondsToWait(status, headers, message, new Date(NOW));
        if (typeof wait === 'number') expect(wait).to.be.between(0, 604_801);
        else if (status === 429) expect(wait).to.equal('unsaid');
      }),
      { numRuns: 2000 },
    );
  });
});
