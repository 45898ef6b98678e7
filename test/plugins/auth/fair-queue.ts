import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { createFairQueue } from '../../../plugins/auth/fair-queue.js';

export const lab = Lab.script();
const { describe, it } = lab;

/** Jobs that end when they are told, and the order in which they began. */
function jobs() {
  const began: string[] = [];
  const ends: (() => void)[] = [];
  const job = (name: string) => () =>
    new Promise<string>((resolve) => {
      began.push(name);
      ends.push(() => resolve(name));
    });
  const finish = async () => {
    ends.shift()!();
    await new Promise(setImmediate);
  };
  return { began, job, finish };
}

describe('a fair queue', () => {
  it('gives each key its turn, and those that are known before all others', async () => {
    const queue = createFairQueue(1, 10);
    const { began, job, finish } = jobs();
    const all = ['a', 'a', 'a', 'b', 'c'].map((key, at) => queue.run(key, false, job(`${key}${at}`)));
    all.push(queue.run('d', true, job('known')));
    for (const _ of all) await finish();
    expect(began).to.equal(['a0', 'known', 'a1', 'b3', 'c4', 'a2']);
    expect(await Promise.all(all)).to.have.length(6);
  });

  it('lets as many run as it may, and goes on after one that failed', async () => {
    const queue = createFairQueue(2, 10);
    const { began, job, finish } = jobs();
    const failed = queue.run('a', false, () => Promise.reject(new Error('no')));
    for (const name of ['one', 'two', 'three']) void queue.run(name, false, job(name));
    await expect(failed).to.reject('no');
    await new Promise(setImmediate);
    expect(began).to.equal(['one', 'two']);
    await finish();
    expect(began).to.equal(['one', 'two', 'three']);
  });

  it('refuses who has too many waiting, and nobody else', async () => {
    const queue = createFairQueue(1, 2);
    const { job } = jobs();
    for (const name of ['running', 'one', 'two']) void queue.run('eve', false, job(name));
    expect(queue.isFull('eve', false)).to.be.true();
    const error = await expect(queue.run('eve', false, job('three'))).to.reject();
    expect((error as unknown as { output: { statusCode: number } }).output.statusCode).to.equal(429);
    expect(queue.isFull('ada', false)).to.be.false();
    expect(queue.isFull('eve', true)).to.be.false();
  });
});
