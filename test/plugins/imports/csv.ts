import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import { parse } from '../../../plugins/imports/csv.js';

export const lab = Lab.script();
const { describe, it } = lab;

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

describe('a CSV file', () => {
  it('is read as it was written, with the line on which each row begins', () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', ' ', 'é', "'"),
      maxLength: 8,
    });
    const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 6 });
    fc.assert(
      fc.property(rows, fc.constantFrom('\n', '\r\n', '\r'), fc.boolean(), (given, end, last) => {
        const text = given.map((cells) => cells.map(quoted).join(',')).join(end) + (last ? end : '');
        const read = parse(text);
        expect(read.map(({ cells }) => cells)).to.equal(given);
        let line = 1;
        for (const [at, cells] of given.entries()) {
          expect(read[at]!.line).to.equal(line);
          line += 1 + (cells.join('').match(/\n/g)?.length ?? 0);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('may have a byte order mark, bare cells, empty ones and empty lines', () => {
    const read = parse('\uFEFFa,b,\r\n\r\n,,\n1,"x",3');
    expect(read.map(({ line, cells }) => [line, ...cells])).to.equal([
      [1, 'a', 'b', ''],
      [3, '', '', ''],
      [4, '1', 'x', '3'],
    ]);
    const macintosh = parse('a,b\r1,\r\r2,3\r');
    expect(macintosh.map(({ line, cells }) => [line, ...cells])).to.equal([
      [1, 'a', 'b'],
      [2, '1', ''],
      [4, '2', '3'],
    ]);
    expect(() => parse('a\n"b')).to.throw('the quote that begins on line 2 has no end');
  });
});
