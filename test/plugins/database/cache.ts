import { setImmediate as turn } from 'node:timers/promises';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import { testCaches } from '../../support/cache.js';

export const lab = Lab.script();
const { describe, it } = lab;

const REVISION = ['repositories', 'traffic'] as const;
const STALE = { revision: REVISION, maxEntries: 10, staleWhileRevalidate: true } as const;

/** Work whose end the test decides. */
function slow() {
  const begun: { end: (value: string) => void; fail: (error: Error) => void }[] = [];
  const make = () => new Promise<string>((end, fail) => void begun.push({ end, fail }));
  return { begun, make };
}

const never = () => Promise.reject(new Error('made again'));

describe('a cache', () => {
  it('makes a value once for all who ask meanwhile, and keeps it while its revisions stand still', async () => {
    const { createCache, move } = testCaches();
    const cache = createCache<string>({ revision: REVISION, maxEntries: 10 });
    const { begun, make } = slow();
    const all = Array.from({ length: 50 }, () => cache.get('a', make));
    await turn();
    expect(begun).to.have.length(1);
    begun[0]!.end('first');
    expect(new Set(await Promise.all(all))).to.equal(new Set(['first']));
    move('access');
    expect(await cache.get('a', never)).to.equal('first');
    for (const name of REVISION) {
      move(name);
      expect(await cache.get('a', async () => name)).to.equal(name);
    }
  });

  it('gives nothing to one reach that was made for another', async () => {
    const { createCache, state } = testCaches();
    const cache = createCache<string>(STALE);
    for (const reach of ['one', 'two']) {
      state.reach = reach;
      expect(await cache.get('a', async () => reach)).to.equal(reach);
    }
    state.reach = 'one';
    expect(await cache.get('a', never)).to.equal('one');
  });

  it('does not keep what failed, and tells those who waited', async () => {
    const { createCache } = testCaches();
    const cache = createCache<string>({ revision: 'access', maxEntries: 10 });
    const { begun, make } = slow();
    const all = [cache.get('a', make), cache.get('a', make)];
    await turn();
    begun[0]!.fail(new Error('away'));
    for (const one of all) await expect(one).to.reject('away');
    expect(await cache.get('a', async () => 'back')).to.equal('back');
  });

  it('never puts an older value in the place of a newer one', async () => {
    const { createCache, move } = testCaches();
    const cache = createCache<string>({ revision: 'traffic', maxEntries: 10 });
    const { begun, make } = slow();
    const old = cache.get('a', make);
    await turn();
    move('traffic');
    const fresh = cache.get('a', make);
    await turn();
    begun[1]!.end('new');
    begun[0]!.end('old');
    expect([await old, await fresh]).to.equal(['old', 'new']);
    expect(await cache.get('a', never)).to.equal('new');
  });

  it('takes no more bytes than it may, the longest unused going first, and forgets what is outdated', async () => {
    const { createCache, move } = testCaches();
    const sizeOf = (value: string) => value.length;
    const cache = createCache<string>({ revision: 'traffic', maxBytes: 1_000, sizeOf });
    for (const key of ['a', 'b', 'c']) await cache.get(key, async () => 'x'.repeat(200));
    await cache.get('a', never);
    await cache.get('d', async () => 'x'.repeat(200));
    await cache.get('a', never);
    await expect(cache.get('b', never)).to.reject('made again');
    for (let size = 0; size < 1_500; size += 50) {
      await cache.get(`more ${size}`, async () => 'x'.repeat(size));
      expect(cache.bytes()).to.be.at.most(1_000);
    }
    move('traffic');
    await cache.get('a', async () => 'x');
    expect(cache.bytes()).to.be.below(200);
  });

  it('that may keep nothing still makes a value once for all who ask meanwhile', async () => {
    const { createCache } = testCaches();
    const cache = createCache<string>({ revision: 'traffic', maxBytes: 0, sizeOf: () => 1 });
    const { begun, make } = slow();
    const all = [cache.get('a', make), cache.get('a', make)];
    await turn();
    begun[0]!.end('x');
    expect(await Promise.all(all)).to.equal(['x', 'x']);
    expect(await cache.get('a', async () => 'y')).to.equal('y');
  });
});

describe('a value of a moment ago', () => {
  it('is given while one new one is made beside, and never twice in a row', async () => {
    const { createCache, move } = testCaches();
    const cache = createCache<string>(STALE);
    const { begun, make } = slow();
    await cache.get('a', async () => 'first');
    move('traffic', true);
    for (let asked = 0; asked < 50; asked += 1) expect(await cache.get('a', make)).to.equal('first');
    expect(begun).to.have.length(1);
    begun[0]!.end('second');
    await turn();
    expect(await cache.get('a', never)).to.equal('second');
    // Two steps on it is no longer a matter of seconds.
    move('traffic', true);
    move('traffic', true);
    expect(await cache.get('a', async () => 'fourth')).to.equal('fourth');
  });

  it('is what a making that takes long brings, for those who have nothing to look at', async () => {
    const { createCache, move } = testCaches();
    const cache = createCache<string>(STALE);
    const { begun, make } = slow();
    const waiting = cache.get('a', make);
    await turn();
    move('traffic', true);
    const late = cache.get('a', make);
    await turn();
    expect(begun).to.have.length(1);
    begun[0]!.end('first');
    expect([await waiting, await late]).to.equal(['first', 'first']);
  });

  it('hides no failure for longer than that', async () => {
    const { createCache, move } = testCaches();
    const cache = createCache<string>(STALE);
    await cache.get('a', async () => 'first');
    move('traffic', true);
    const fail = async () => Promise.reject(new Error('away'));
    expect(await cache.get('a', fail)).to.equal('first');
    move('traffic', true);
    await expect(cache.get('a', fail)).to.reject('away');
  });

  it('is given of nothing but what was touched soon, where it was asked for and nothing else has moved', async () => {
    const moves = fc.constantFrom<['access' | 'repositories' | 'traffic', boolean]>(
      ['access', false],
      ['repositories', false],
      ['traffic', false],
      ['traffic', true],
    );
    const property = fc.asyncProperty(fc.array(moves, { maxLength: 4 }), fc.boolean(), async (all, stale) => {
      const { createCache, move } = testCaches();
      const cache = createCache<string>({ ...STALE, staleWhileRevalidate: stale });
      await cache.get('a', async () => 'first');
      for (const [name, gradual] of all) move(name, gradual);
      const counted = all.filter(([name]) => name !== 'access');
      const mayStand = counted.length === 0 || (stale && counted.length === 1 && counted[0]![1]);
      expect(await cache.get('a', async () => 'second')).to.equal(mayStand ? 'first' : 'second');
    });
    await fc.assert(property, { numRuns: 300 });
  });
});
