import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { type Kept, keeper } from '../../../plugins/reporting/kept.js';
import { remembering } from '../../../plugins/reporting/remember.js';
import type { Traffic } from '../../../plugins/traffic/api.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('kept pages', () => {
  const page = (size: number) => async (): Promise<Kept> => ({ title: 't', html: Buffer.alloc(size) });
  const never = () => {
    throw new Error('made again');
  };

  it('are made once, also for those who come while they are made', async () => {
    const { get } = keeper(1000);
    let made = 0;
    const make = async () => {
      made += 1;
      return page(10)();
    };
    const all = await Promise.all([get('a', make), get('a', make), get('a', make)]);
    await get('a', make);
    expect(made).to.equal(1);
    expect(all[0]).to.shallow.equal(all[2]);
  });

  it('give way, the longest unused first, and never take more room than they may', async () => {
    const pieces = keeper(320);
    for (const key of ['a', 'b', 'c']) await pieces.get(key, page(100));
    await pieces.get('a', never);
    await pieces.get('d', page(100));
    await pieces.get('a', never);
    await expect(pieces.get('b', async () => never())).to.reject('made again');
    for (let n = 0; n < 50; n += 1) {
      await pieces.get(`more ${n}`, page(n * 13));
      expect(pieces.size()).to.be.at.most(320);
    }
  });

  it('are not kept where making them failed', async () => {
    const { get } = keeper(1000);
    await expect(get('a', async () => Promise.reject(new Error('away')))).to.reject('away');
    expect(await get('a', page(1))).to.be.an.object();
  });
});

describe('remembered answers', () => {
  it('hold while the revision stands still, and not a moment longer', async () => {
    let asked = 0;
    const extent = async () => {
      asked += 1;
      return { from: '2026-01-01', to: `2026-01-${10 + asked}` };
    };
    const at = remembering({ extent } as unknown as Traffic, 2);
    expect((await at(1, '1').extent([1]))?.to).to.equal('2026-01-11');
    expect((await at(1, '1').extent([1]))?.to).to.equal('2026-01-11');
    expect((await at(1, '1').extent([2]))?.to).to.equal('2026-01-12');
    expect((await at(2, '1').extent([1]))?.to).to.equal('2026-01-13');
  });

  it('hold for who reaches the same tenants only', async () => {
    const answers = [1, 2];
    const at = remembering({ extent: async () => answers.shift()! } as unknown as Traffic);
    expect([await at(1, '1').extent([1]), await at(1, '1,2').extent([1])]).to.equal([1, 2] as never);
    expect(await at(1, '1').extent([1])).to.equal(1 as never);
  });

  it('are asked again after a failure', async () => {
    const answers = [Promise.reject(new Error('away')), Promise.resolve(null)];
    answers[0]!.catch(() => undefined);
    const at = remembering({ extent: () => answers.shift()! } as unknown as Traffic);
    await expect(at(1, '1').extent([1])).to.reject('away');
    expect(await at(1, '1').extent([1])).to.be.null();
  });
});
