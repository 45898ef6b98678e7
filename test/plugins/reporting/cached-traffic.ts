import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { cachedTraffic } from '../../../plugins/reporting/cached-traffic.js';
import type { Traffic } from '../../../plugins/traffic/api.js';
import { testCaches } from '../../support/cache.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('cached answers of traffic', () => {
  it('hold while the revision stands still, and not a moment longer', async () => {
    let asked = 0;
    const extent = async () => {
      asked += 1;
      return { from: '2026-01-01', to: `2026-01-${10 + asked}` };
    };
    const { createCache, move } = testCaches();
    const read = async (ids: number[]) => {
      const traffic = cached({});
      return (await traffic.extent(ids))?.to;
    };
    const cached = cachedTraffic({ extent } as unknown as Traffic, { createCache });
    expect(await read([1])).to.equal('2026-01-11');
    expect(await read([1])).to.equal('2026-01-11');
    expect(await read([2])).to.equal('2026-01-12');
    move('repositories');
    expect(await read([1])).to.equal('2026-01-11');
    move('traffic');
    expect(await read([1])).to.equal('2026-01-13');
    // Also where it was touched soon: what waits is the page, not its figures.
    move('traffic', true);
    expect(await read([1])).to.equal('2026-01-14');
  });

  it('leave what changes something alone', async () => {
    const merge = async () => 'merged';
    const { createCache } = testCaches();
    const traffic = cachedTraffic({ merge } as unknown as Traffic, { createCache })({});
    expect(traffic.merge).to.shallow.equal(merge as never);
  });
});
