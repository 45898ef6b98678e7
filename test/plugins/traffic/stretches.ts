import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import { contains, covers, gaps, type Stretch, unite } from '../../../plugins/traffic/stretches.js';

export const lab = Lab.script();
const { describe, it } = lab;

const stretch = fc
  .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 15 }))
  .map(([first, more]): Stretch => ({ first, last: first + more }));
const stretches = fc.array(stretch, { maxLength: 6 });
const days = (list: readonly Stretch[]) => {
  const all = new Set<number>();
  for (const { first, last } of list) for (let day = first; day <= last; day += 1) all.add(day);
  return all;
};
const runs = { numRuns: 3000 };

describe('stretches of days', () => {
  it('unite in any order and any number of times to the same', () => {
    fc.assert(
      fc.property(stretches, stretches, stretches, (a, b, c) => {
        expect(unite(a, b)).to.equal(unite(b, a));
        expect(unite(unite(a, b), c)).to.equal(unite(a, unite(b, c)));
        expect(unite(unite(a, b), b)).to.equal(unite(a, b));
      }),
      runs,
    );
  });

  it('never lose a day or gain one by uniting, and join where they touch', () => {
    fc.assert(
      fc.property(stretches, stretches, (a, b) => {
        const united = unite(a, b);
        expect(days(united)).to.equal(new Set([...days([...a, ...b])].sort((x, y) => x - y)));
        for (const [at, { first }] of united.entries()) {
          if (at > 0) expect(first).to.be.above(united[at - 1]!.last + 1);
        }
      }),
      runs,
    );
    expect(unite([{ first: 1, last: 3 }], [{ first: 4, last: 5 }])).to.equal([{ first: 1, last: 5 }]);
  });

  it('tell which days they hold, which they cover and which they leave out', () => {
    fc.assert(
      fc.property(stretches, stretch, (list, within) => {
        const united = unite(list, []);
        const all = days(united);
        const absent = [...days([within])].filter((day) => !all.has(day));
        expect([...days(gaps(united, within))]).to.equal(absent);
        expect(covers(united, within)).to.equal(absent.length === 0);
        for (let day = -1; day < 80; day += 1) expect(contains(united, day)).to.equal(all.has(day));
      }),
      runs,
    );
  });

  it('leave the lists that they are given as they are', () => {
    const list = [{ first: 1, last: 2 }];
    unite(list, [{ first: 3, last: 9 }]);
    expect(list).to.equal([{ first: 1, last: 2 }]);
  });
});
