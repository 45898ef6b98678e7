import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as later } from 'node:timers/promises';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { inTurns, turns } from '../../../plugins/reporting/turns.js';

export const lab = Lab.script();
const { describe, it } = lab;

const immediately = async () => later();

describe('pieces of work in turns', () => {
  it('are done one at a time, in the order in which they came, and each gets its answer', async () => {
    const turn = turns(immediately)('alice');
    const done: number[] = [];
    let [now, most] = [0, 0];
    const all = Array.from({ length: 20 }, (_, at) =>
      turn(async () => {
        now += 1;
        most = Math.max(most, now);
        for (let wait = at % 3; wait >= 0; wait -= 1) await later();
        now -= 1;
        done.push(at);
        return at * 2;
      }),
    );
    const answers = await Promise.all(all);
    expect(most).to.equal(1);
    expect(done).to.equal(Array.from({ length: 20 }, (_, at) => at));
    expect(answers).to.equal(done.map((at) => at * 2));
  });

  it('let who has one wait for one piece of who has a thousand', async () => {
    const of = turns(immediately);
    const done: string[] = [];
    const work = (whose: string) => of(whose)(async () => void done.push(whose));
    const many = Array.from({ length: 1_000 }, () => work('alice'));
    await Promise.all([work('bob'), work('charlie')]);
    expect(done.filter((whose) => whose === 'alice')).to.have.length(2);
    await Promise.all(many);
    expect(done).to.have.length(1_002);
  });

  it('let what else waits go between any two, and tell how long each took', async () => {
    const took: number[] = [];
    const turn = turns(async (milliseconds) => {
      took.push(milliseconds);
      await later();
    })('alice');
    const order: string[] = [];
    setImmediate(() => order.push('a page'));
    await Promise.all(['one', 'another'].map((name) => turn(async () => order.push(name))));
    expect(order).to.equal(['one', 'a page', 'another']);
    expect(took.every((milliseconds) => milliseconds >= 0)).to.be.true();
  });

  it('stay a part of the request that they are for', async () => {
    const whose = new AsyncLocalStorage<string>();
    const of = turns(immediately);
    const seen = await Promise.all(
      ['alice', 'bob', 'alice', 'bob'].map((name) =>
        whose.run(name, () => of(name)(async () => `${name} ${whose.getStore()}`)),
      ),
    );
    expect(seen).to.equal(['alice alice', 'bob bob', 'alice alice', 'bob bob']);
  });

  it('go on after one that failed, which fails for who asked for it', async () => {
    const turn = turns(immediately)('alice');
    const failing = turn(() => Promise.reject(new Error('no connection')));
    const next = turn(async () => 'read');
    await expect(failing).to.reject('no connection');
    expect(await next).to.equal('read');
  });
});

describe('what is made in turns', () => {
  async function* pieces(ended: string[]): AsyncGenerator<number> {
    try {
      yield* [1, 2, 3];
    } finally {
      ended.push('ended');
    }
  }

  it('comes whole, and ends early where its reader does', async () => {
    const turn = turns(immediately)('alice');
    const ended: string[] = [];
    const all: number[] = [];
    for await (const piece of inTurns(turn, pieces(ended))) all.push(piece);
    expect(all).to.equal([1, 2, 3]);
    for await (const piece of inTurns(turn, pieces(ended))) if (piece === 2) break;
    expect(ended).to.equal(['ended', 'ended']);
    expect(await turn(async () => 'free')).to.equal('free');
  });
});
