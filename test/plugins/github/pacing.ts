import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import { Pace } from '../../../plugins/github/pacing.js';
import type { Flags } from '../../support/app.js';
import { startGitHub } from '../../support/github.js';
import { caller } from '../../support/github-client.js';

export const lab = Lab.script();
const { describe, it } = lab;

const MINUTE = 60_000;

describe('the pace of an account', () => {
  it('never has more requests at work than it may, and each account its own', async (flags: Flags) => {
    const github = await startGitHub(flags);
    github.world.addAccount({ login: 'alice', token: 'ghp_alice' });
    github.world.addAccount({ login: 'bob', token: 'ghp_bob' });
    const { client } = await caller(flags, github.url, { pacing: { concurrent: 3 } });
    github.script('/user', { delay: 60 });
    await Promise.all(Array.from({ length: 12 }, () => client().account()));
    expect(github.log.peak).to.equal(3);
    const both = [client(), client('ghp_bob', 'bob')];
    await Promise.all(Array.from({ length: 20 }, (_, index) => both[index % 2]!.account()));
    expect(github.log.peak).to.be.between(3, 7);
    expect(github.requests.length).to.equal(32);
  });

  it('is ten at a time unless it is told otherwise', async (flags: Flags) => {
    const github = await startGitHub(flags);
    github.world.addAccount({ login: 'alice', token: 'ghp_alice' });
    const { client } = await caller(flags, github.url);
    github.script('/user', { delay: 300 });
    await Promise.all(Array.from({ length: 20 }, () => client().account()));
    expect(github.log.peak).to.equal(10);
  });

  it('starts no more than it may in any minute', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.nat(40_000), { maxLength: 60 }),
        async (perMinute, gaps) => {
          let elapsed = 0;
          const sleep = async (milliseconds: number) => {
            elapsed += milliseconds;
          };
          const pace = new Pace({
            concurrent: 5,
            perMinute,
            now: () => new Date(0),
            elapsed: () => elapsed,
            sleep,
          });
          const starts: number[] = [];
          for (const gap of gaps) {
            elapsed += gap % 7 === 0 ? gap : 0;
            const leave = await pace.enter();
            starts.push(elapsed);
            leave();
          }
          for (const [index, start] of starts.entries()) {
            const before = starts[index - perMinute];
            if (before !== undefined) expect(start - before).to.be.at.least(MINUTE);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('gives a place to the next when one fails at the gate', async () => {
    let now = 0;
    const pace = new Pace({ concurrent: 1, perMinute: 100, now: () => new Date(now) });
    const leave = await pace.enter();
    const queued = [pace.enter(), pace.enter()].map((entering) =>
      entering.then(
        () => 'in',
        (error) => error.class,
      ),
    );
    pace.block(100);
    leave();
    expect(await Promise.all(queued)).to.equal(['limit', 'limit']);
    now = 100_000;
    (await pace.enter())();
  });

  it('lets those go who wait when it is stopped', async () => {
    const pace = new Pace({ concurrent: 1, perMinute: 1, now: () => new Date(0) });
    (await pace.enter())();
    const outcomes = [pace.enter(), pace.enter()].map((entering) =>
      entering.then(
        () => 'in',
        (error) => error.class,
      ),
    );
    pace.stop();
    expect(await Promise.all(outcomes)).to.equal(['ours', 'ours']);
    await expect(pace.enter()).to.reject(/stopped/);
  });
});
