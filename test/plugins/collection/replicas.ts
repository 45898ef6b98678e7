import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { read, type Victim, victims } from '../../support/kill.js';
import { BEGIN, keptIn, scene, skip } from './scene.js';

export const lab = Lab.script();
const { describe, it } = lab;

const until = async (test: () => boolean) => {
  while (!test()) await new Promise((resolve) => setTimeout(resolve, 2));
};

// Who is frozen in the middle of a write keeps the file locked for everybody, which is another fault than this one.
async function freezeBetweenWrites(victim: Victim, file: string): Promise<void> {
  for (;;) {
    victim.freeze();
    const free = await read(file, 'BEGIN IMMEDIATE', 'ROLLBACK').then(
      () => true,
      () => false,
    );
    if (free) return;
    victim.thaw();
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}

describe('several processes on one database', () => {
  it('collect once when all get the event, and keep what one alone would have kept', {
    skip,
    timeout: 60_000,
  }, async (flags: Flags) => {
    const { order, copy, github } = await scene(flags, 12);
    const pool = victims(flags, 3);
    const [alone, together] = [copy(), copy()];
    const children = [await pool.next(), await pool.next(), await pool.next()];
    await children[0]!.obey(order(alone, BEGIN));
    const cost = github.requests.length;
    const reports = await Promise.all(children.map((child) => child.obey(order(together, BEGIN))));
    const codes = reports.map(({ status }) => status).sort();
    expect(codes[0]).to.equal(200);
    expect(codes.every((code) => code === 200 || code === 202)).to.be.true();
    // Each process that finds the lease free again may ask for all once more, as it was told to; while one works, none does.
    const runs = codes.filter((code) => code === 200).length;
    expect(github.requests.length - cost).to.equal(runs * cost);
    expect((await keptIn(together)).kept).to.equal((await keptIn(alone)).kept);
  });

  it('survive that one is frozen while it collects, and goes on when another has taken over', {
    skip,
    timeout: 60_000,
  }, async (flags: Flags) => {
    const { order: at, copy, github, setNow } = await scene(flags, 12);
    // The processes' clocks go on; GitHub's window stays, so that the figures can be compared.
    const order = (file: string, time: number) => {
      const made = at(file, time);
      setNow(new Date(BEGIN));
      return made;
    };
    const pool = victims(flags);
    const [alone, shared] = [copy(), copy()];
    const [first, second] = [await pool.next(), await pool.next()];
    await second.obey(order(alone, BEGIN));
    const before = github.requests.length;
    const frozen = first.obey(order(shared, BEGIN));
    await until(() => github.requests.length > before + 30);
    await freezeBetweenWrites(first, shared);
    const refused = await second.obey(order(shared, BEGIN + 30_000));
    expect(refused.status).to.equal(202);
    const report = await second.obey(order(shared, BEGIN + 300_000));
    expect(report).to.include({ status: 200 });
    expect(report.result).to.include({ collected: 12, failed: 0 });
    first.thaw();
    expect((await frozen).status).to.equal(200);
    expect((await keptIn(shared)).kept).to.equal((await keptIn(alone)).kept);
  });
});
