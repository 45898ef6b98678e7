import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import { fileName, line } from '../../../plugins/reporting/csv.js';

export const lab = Lab.script();
const { describe, it } = lab;

/** RFC 4180 read sign by sign, as another program would. */
export function parse(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at]!;
    if (quoted && sign === '"' && text[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (sign === '"') quoted = !quoted;
    else if (quoted || (sign !== ',' && sign !== '\r')) cell += sign;
    else {
      row.push(cell);
      cell = '';
      if (sign === '\r') {
        rows.push(row);
        row = [];
        at += 1;
      }
    }
  }
  return rows;
}

const nasty = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', '=', '+', '-', '@', '\t', "'", 'a', '＝') }),
);

describe('csv', () => {
  it('comes back from another reader as it was written', () => {
    fc.assert(
      fc.property(fc.array(nasty, { minLength: 1 }), (cells) => {
        const [read] = parse(line(cells));
        expect(read!.map((cell, at) => (cell === `'${cells[at]}` ? cells[at] : cell))).to.equal(cells);
      }),
      { numRuns: 2000 },
    );
  });

  it('lets no text become a formula', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const [[cell]] = parse(line([text])) as [[string]];
        expect(/^[=+\-@\t\r＝＋－＠]/.test(cell)).to.be.false();
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps numbers numbers, and what is not known empty', () => {
    expect(line([-5, 0, null, undefined, true, 'a,"b"'])).to.equal('-5,0,,,true,"a,""b"""\r\n');
  });

  it('names files with safe signs only', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(fileName('totals', text)).to.match(/^[A-Za-z0-9._-]+$/);
      }),
    );
    expect(fileName('x\r\n"; filename*=evil', '..')).to.equal('x-filename-evil');
  });
});
