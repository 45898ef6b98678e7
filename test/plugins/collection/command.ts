import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { RunResult } from '../../../plugins/collection/api.js';
import { createTotals } from '../../../plugins/collection/totals.js';
import type { Flags } from '../../support/app.js';
import { call } from '../../support/command.js';
import { house } from './house.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('the command', () => {
  it('adds up the rounds that its work took, each repository once', async (flags: Flags) => {
    const { track, tenant, server, github, event, setNow } = await house(flags, {
      env: { COLLECT_BUDGET_SECONDS: '1' },
    });
    const count = 40;
    for (let number = 0; number < count; number += 1) await track(tenant, `r${number}`);
    await event();
    await call(server, 'collect');
    setNow('2026-11-21T13:00:00Z');
    // Collected an hour ago; all are asked for all the same, and each round has time for some of them only.
    github.script(/repos/, { delay: 60 });
    github.script(/\/r7(\/|$)/, { status: 404, body: { message: 'Not Found' } });
    const asked = github.requests.length;
    const { code, said, results } = await call(server, 'collect', [], { all: true });
    const rounds = Number(results[0]!['rounds']);
    expect(rounds).to.be.above(1);
    expect(said).to.equal(['39 collected, 1 failed, 0 still due of 40 tracked']);
    expect(results[0]).to.include({ collected: 39, failed: 1, remaining: 0, tracked: 40, done: true });
    expect(code).to.equal(1);
    const failed = github.requests.slice(asked).filter(({ path }) => /\/r7(\/|$)/.test(path));
    expect(failed).to.have.length(1);
  });

  it('sums any rounds', () => {
    const result = (more: Partial<RunResult>): RunResult => ({
      ...{ runId: 1, outcome: 'ended', tracked: 3, due: 3, collected: 0, failed: 0, remaining: 0 },
      ...{ done: true, failing: 0, nextTry: null, repositories: new Map() },
      ...more,
    });
    const totals = createTotals();
    totals.add(
      result({
        repositories: new Map([
          [1, 'collected'],
          [2, 'failed'],
          [3, 'waiting'],
        ]),
        remaining: 1,
      }),
    );
    totals.add(
      result({
        repositories: new Map([
          [1, 'collected'],
          [3, 'collected'],
        ]),
      }),
    );
    expect(totals.sum()).to.include({ collected: 2, failed: 1, remaining: 0, due: 3, rounds: 2 });
    totals.add(result({ outcome: 'busy', tracked: 0 }));
    expect(totals.sum()).to.include({ outcome: 'busy', collected: 2, tracked: 3, rounds: 3 });
  });
});

describe('a sign of life that fails', () => {
  it('ends nothing, and is said in one line', async (flags: Flags) => {
    const { startHeartbeat } = await import('../../../plugins/collection/heartbeat.js');
    const said: string[] = [];
    let closed = false;
    const fail = () => Promise.reject(new Error('the database is away'));
    const plugins = { leases: { renew: fail }, runs: { beat: fail }, log: (text: string) => said.push(text) };
    const shared = { gate: { close: () => (closed = true) }, tally: { counts: () => ({}) } };
    const end = startHeartbeat(plugins as never, { holder: 'a', work: { runId: 7, shared } } as never, 5);
    await new Promise((resolve) => setTimeout(resolve, 30));
    await end();
    expect(said[0]).to.equal('The run 7 goes on, but could not show that it lives: the database is away');
    expect(closed).to.be.false();
    expect(flags).to.exist();
  });
});
