import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { changeOf } from '../../../plugins/reporting/change.js';
import { sparkline } from '../../../plugins/reporting/sparkline.js';

export const lab = Lab.script();
const { describe, it } = lab;

const bars = (path?: string) => path?.match(/M/g)?.length ?? 0;

describe('sparkline', () => {
  it('hatches lost days over the whole height and never draws them as zero', () => {
    const { paths } = sparkline(
      [
        { count: 10, state: 'measured' },
        { count: null, state: 'lost' },
        { count: null, state: 'missing' },
        { count: 0, state: 'zero' },
      ],
      40,
      20,
    );
    expect(paths.measured).to.equal('M0 0h9v20h-9z');
    expect(paths.gap).to.equal('M10 0h9v20h-9zM20 0h9v20h-9z');
    expect(paths.zero).to.equal('M30 19h9v1h-9z');
  });

  it('outlines the growing tail, ticks what is not known yet, and leaves out days before the history', () => {
    const { paths } = sparkline(
      [
        { count: null, state: 'before' },
        { count: 8, state: 'measured' },
        { count: 4, state: 'partial' },
        { count: null, state: 'pending' },
      ],
      40,
      20,
    );
    expect([bars(paths.measured), bars(paths.partial), bars(paths.pending)]).to.equal([1, 1, 1]);
    expect(paths.gap).to.be.undefined();
  });

  it('outlines a sum that lacks one of its repositories', () => {
    const { paths } = sparkline([{ count: 7, state: 'lost' }], 10, 10);
    expect(Object.keys(paths)).to.equal(['partial']);
  });
});

describe('change', () => {
  const side = (count: number, complete = true) => ({ count, complete });

  it('tells a change only between two complete periods', () => {
    expect(changeOf(side(112), side(100))).to.equal(12);
    expect(changeOf(side(92), side(100))).to.equal(-8);
    expect(changeOf(side(92, false), side(100))).to.be.null();
    expect(changeOf(side(92), side(100, false))).to.be.null();
    expect(changeOf(side(92), undefined)).to.be.null();
  });

  it('says new where there was nothing before, and no change from nothing to nothing', () => {
    expect(changeOf(side(5), side(0))).to.equal('new');
    expect(changeOf(side(0), side(0))).to.equal(0);
  });
});
