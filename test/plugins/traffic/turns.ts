import { setImmediate as later } from 'node:timers/promises';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { turns } from '../../../plugins/traffic/turns.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('reads in turns', () => {
  it('are done one at a time, in the order in which they came, and each gets its answer', async () => {
    const turn = turns();
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

  it('let what else waits go between any two', async () => {
    const turn = turns();
    const order: string[] = [];
    setImmediate(() => order.push('a page'));
    await Promise.all(['one', 'another'].map((name) => turn(async () => order.push(name))));
    expect(order).to.equal(['one', 'a page', 'another']);
  });

  it('go on after one that failed, which fails for who asked for it', async () => {
    const turn = turns();
    const failing = turn(() => Promise.reject(new Error('no connection')));
    const next = turn(async () => 'read');
    await expect(failing).to.reject('no connection');
    expect(await next).to.equal('read');
  });
});
