import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import { fetchHalf, halvesOf, requestsOf, stepsOf } from '../../../plugins/collection/round.js';
import { createSilence } from '../../../plugins/collection/silence.js';
import type { Client } from '../../../plugins/github/api.js';
import type { Repository } from '../../../plugins/repositories/api.js';
import type { Flags } from '../../support/app.js';
import { house } from './house.js';

export const lab = Lab.script();
const { describe, it } = lab;

const soon = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('the two halves of a round', () => {
  it('ask for each part once, and for the repository before anything is merged by its name', () => {
    const flag = fc.boolean();
    fc.assert(
      fc.property(flag, flag, flag, (daily, rest, verified) => {
        const halves = halvesOf({ daily, rest, verified });
        const parts = halves.flatMap(stepsOf).map(({ part }) => part);
        expect(new Set(parts).size).to.equal(parts.length);
        expect(requestsOf({ daily, rest, verified })).to.equal(parts.length);
        const known = rest || (daily && !verified);
        expect(parts.filter((part) => part === 'repository')).to.have.length(Number(known));
        if (known) expect(parts[0]).to.equal('repository');
        expect(parts.filter((part) => part !== 'repository')).to.have.length(
          2 * Number(daily) + 4 * Number(rest),
        );
      }),
    );
  });

  it('are saved by themselves: the daily figures are there while the rest is still waited for', async (flags: Flags) => {
    const { event, track, tenant, github, rows } = await house(flags);
    for (const name of ['a', 'b', 'c']) await track(tenant, name);
    const answers: (() => void)[] = [];
    const end = github.script(/per=week/, { delay: 400 });
    const running = event();
    let days = 0;
    for (let turn = 0; turn < 200 && days < 3; turn += 1) {
      await soon(5);
      days = (await rows('SELECT DISTINCT repository_id FROM days')).length;
    }
    expect(days).to.equal(3);
    expect(await rows('SELECT * FROM weeks')).to.be.empty();
    expect(await rows('SELECT * FROM attempts WHERE last_success IS NOT NULL')).to.have.length(3);
    for (const answer of answers) answer();
    end();
    expect((await running).result).to.include({ collected: 3, failed: 0 });
    expect(await rows('SELECT * FROM attempts WHERE rest_success IS NOT NULL')).to.have.length(3);
  });

  it('do not cure each other: what fails for its clones goes on failing though the rest came', async (flags: Flags) => {
    const { event, track, tenant, github, rows } = await house(flags);
    await track(tenant, 'rocket');
    github.script(/clones(\?per=day)?$/, { status: 500, body: {} });
    expect((await event()).result).to.include({ collected: 0, failed: 1, failing: 1 });
    const [row] = await rows<{ part: string; failures: number; rest_success: unknown }>(
      'SELECT * FROM attempts',
    );
    expect(row).to.include({ part: 'clones', failures: 1 });
    expect(row!.rest_success).to.not.be.null();
    expect((await rows('SELECT * FROM snapshots')).length).to.be.above(0);
  });
});

describe('a repository of which GitHub says nothing', () => {
  it('frees its place after the second silence in a row', async (flags: Flags) => {
    const { event, track, tenant, github } = await house(flags, { timeoutSeconds: 0.2 });
    await track(tenant, 'silent');
    await track(tenant, 'fine');
    github.script(/\/silent(\/|$)/, { silence: true });
    expect((await event()).result).to.include({ collected: 1, failed: 1 });
    const asked = github.requests.filter(({ path }) => path.includes('/silent'));
    expect(asked).to.have.length(2);
  });

  it('takes no more than a tenth of the time in all', () => {
    const silence = createSilence(480, 10);
    expect(silence.patience()).to.equal({ seconds: 16, silences: 2 });
    // The ten of the first moment, with two silences each.
    for (let count = 0; count < 10; count += 1) silence.note(32_000);
    expect(silence.patience()).to.equal({ seconds: 2, silences: 1 });
    expect(createSilence(5, 10).patience().seconds).to.equal(2);
  });

  it('ends its round, while a fault that is answered costs only its own part', async () => {
    const asked: string[] = [];
    const failing = (part: string, silent: boolean) => async () => {
      asked.push(part);
      const error = { class: 'upstream', status: 0, advice: '', ...(silent && { silent }) };
      throw Object.assign(new Error('no answer'), error, { name: 'GitHubError' });
    };
    const half = { daily: false, rest: true, verified: true, identity: false };
    const count = async (silent: boolean) => {
      asked.length = 0;
      const client = {
        traffic: failing('traffic', silent),
        referrers: failing('referrers', silent),
        paths: failing('paths', silent),
      } as unknown as Client;
      const spent: number[] = [];
      const line = {
        ...{ client, open: () => true, asked() {}, strange() {} },
        wait: <T>(call: Promise<T>) => call,
        silent: (milliseconds: number) => void spent.push(milliseconds),
      };
      const before = { harvests: [], facts: null, failure: null, daily: true, rest: false, over: false };
      const { over } = await fetchHalf({ id: 1 } as Repository, half, line, before);
      expect(spent).to.have.length(silent ? 1 : 0);
      return [asked.length, over];
    };
    expect(await count(true)).to.equal([1, true]);
    expect(await count(false)).to.equal([4, false]);
  });
});
