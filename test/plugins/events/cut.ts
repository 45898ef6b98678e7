import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import { cut } from '../../../plugins/events/cut.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('a text cut to its column', () => {
  it('fits in bytes, is a beginning of the text, and holds whole characters only', () => {
    const anything = fc.string({ unit: 'binary', maxLength: 60 });
    fc.assert(
      fc.property(anything, fc.integer({ min: 0, max: 80 }), (text, bytes) => {
        const short = cut(text, bytes);
        expect(Buffer.byteLength(short)).to.be.at.most(bytes);
        const clean = cut(text, 10_000);
        expect(clean.startsWith(short)).to.be.true();
        expect(short).to.not.contain('\ufffd'.repeat(text.includes('\ufffd') ? 99 : 1));
        if (Buffer.byteLength(clean) <= bytes) expect(short).to.equal(clean);
        else expect(Buffer.byteLength(short)).to.be.above(bytes - 4);
      }),
    );
  });

  it('is one line without control characters', () => {
    expect(cut('a\r\nb\u0000c\u001b[31md\u2028e', 100)).to.equal('a b c [31md e');
  });

  it('may end in the middle of nothing: a lone half of a character is replaced', () => {
    expect(cut('a\ud800b', 100)).to.equal('a\ufffdb');
  });
});
