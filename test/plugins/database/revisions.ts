import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Database, Touched } from '../../../plugins/database/api.js';
import { after, app, type Flags, freshDatabase, NOON } from '../../support/app.js';

export const lab = Lab.script();
const { describe, it } = lab;

/** Two instances of the app on one database, with one clock. */
async function instances(flags: Flags) {
  const database = await freshDatabase();
  after(flags, () => database.drop());
  let now = NOON.getTime();
  const instance = async () => (await app(flags, { database, now: () => new Date(now) })).server;
  const server = await instance();
  const [mine, other] = [server.plugins.database, (await instance()).plugins.database];
  // Whatever was never read before is taken up at once.
  for (const one of [mine, other]) await one.revisions();
  const pass = (seconds: number) => {
    now += seconds * 1000;
  };
  return { server, mine, other, instance, pass };
}

const touch = (database: Database, name: Touched) =>
  database.write((transaction) => database.touch(transaction, name));
const traffic = async (database: Database) => (await database.revisions()).traffic;

describe('revisions', () => {
  it('take up what was touched soon at most every five seconds, in every process', async (flags: Flags) => {
    const { mine, other, pass } = await instances(flags);
    for (const database of [mine, other]) {
      const seen = new Set([await traffic(database)]);
      for (let tenths = 0; tenths < 200; tenths += 1) {
        await touch(mine, 'traffic_soon');
        pass(0.1);
        seen.add(await traffic(database));
      }
      expect(seen.size).to.be.within(4, 6);
      pass(5);
      const last = await traffic(database);
      pass(5);
      expect(await traffic(database)).to.equal(last);
    }
  });

  it('take all of it up at once with what is touched itself: the end of a run, an import, its undo', async (flags: Flags) => {
    const { mine, other } = await instances(flags);
    for (const database of [mine, other]) {
      const before = await traffic(database);
      await touch(mine, 'traffic_soon');
      await traffic(database);
      await touch(mine, 'traffic_soon');
      const waiting = await traffic(database);
      expect(waiting - before).to.be.at.most(1);
      await touch(mine, 'traffic');
      expect(await traffic(database)).to.be.above(waiting);
    }
    const settled = await traffic(other);
    expect(await traffic(other)).to.equal(settled);
  });

  it('never make access or repositories wait', async (flags: Flags) => {
    const { mine, other } = await instances(flags);
    await touch(mine, 'traffic_soon');
    await other.revisions();
    await touch(mine, 'traffic_soon');
    const before = await other.revisions();
    for (const name of ['access', 'repositories'] as const) {
      await touch(mine, name);
      expect((await other.revisions())[name]).to.equal(before[name] + 1);
    }
  });

  it('lose nothing of a process that is gone before it could say more', async (flags: Flags) => {
    const { server, mine, other, instance, pass } = await instances(flags);
    const before = await traffic(other);
    for (let count = 0; count < 3; count += 1) await touch(mine, 'traffic_soon');
    await server.stop();
    pass(5);
    const after = await traffic(other);
    expect(after).to.be.above(before);
    // Who starts now begins with all of it.
    const next = await instance();
    expect(await traffic(next.plugins.database)).to.equal(after);
  });

  it('are not held up by a clock that is set back', async (flags: Flags) => {
    const { mine, pass } = await instances(flags);
    pass(86_400 * 30);
    await touch(mine, 'traffic_soon');
    const before = await traffic(mine);
    pass(-86_400 * 30);
    await touch(mine, 'traffic_soon');
    expect(await traffic(mine)).to.be.above(before);
  });
});
