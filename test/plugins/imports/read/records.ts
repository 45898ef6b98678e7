import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import { type Cells, records } from '../../../../plugins/imports/read/records.js';
import { line } from '../../../../plugins/reporting/csv.js';

export const lab = Lab.script();
const { describe, it } = lab;

/** The rows of a text that comes in pieces of so many characters. */
async function rows(text: string, size = text.length): Promise<Cells[]> {
  const signs = [...text];
  async function* pieces() {
    for (let at = 0; at < signs.length; at += size) yield signs.slice(at, at + size).join('');
  }
  const found: Cells[] = [];
  for await (const row of records(pieces())) found.push(row);
  return found;
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
const separator = fc.constantFrom(',', ';', '\t', '|');
const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
const cell = fc.string({
  unit: fc.constantFrom('a', '"', ',', ';', '\t', '|', '\n', '\r\n', ' ', 'é', "'", '😀'),
  maxLength: 8,
});
const name = fc.string({
  unit: fc.constantFrom('A', 'b', '_', '"', ',', ';', '|'),
  minLength: 1,
  maxLength: 6,
});

describe('rows of a CSV text', () => {
  it('come as they were written, whatever separates them and ends their lines, in whatever pieces', async () => {
    const tables = fc
      .integer({ min: 2, max: 5 })
      .chain((width) =>
        fc.tuple(
          fc.array(name, { minLength: width, maxLength: width }),
          fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 6 }),
        ),
      );
    const pieces = fc.integer({ min: 1, max: 40 });
    await fc.assert(
      fc.asyncProperty(
        tables,
        separator,
        lineEnd,
        fc.boolean(),
        pieces,
        async (table, by, end, last, size) => {
          const [head, body] = table;
          const given = [head, ...body];
          const text = given.map((cells) => cells.map(quoted).join(by)).join(end) + (last ? end : '');
          const read = await rows(text, size);
          expect(read.map(({ cells }) => cells)).to.equal(given);
          let at = 1;
          for (const [nth, cells] of given.entries()) {
            expect(read[nth]!.line).to.equal(at);
            at += 1 + (cells.join('|').match(/\r\n|\n|\r/g)?.length ?? 0);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('come back from what our exports write', async () => {
    const text = fc
      .string({ unit: 'binary', maxLength: 12 })
      .filter((one) => !/^[\s\uFEFF]|[\s\uFEFF]$/.test(one));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(text, { minLength: 2, maxLength: 4 }), { minLength: 1 }),
        async (given) => {
          const read = await rows(`A,B\r\n${given.map((cells) => line(cells)).join('')}`);
          const bare = (cells: string[], at: number) =>
            cells.map((one, nth) => (one === `'${given[at]![nth]}` ? one.slice(1) : one));
          expect(read.slice(1).map(({ cells }, at) => bare(cells, at))).to.equal(given);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('may have bare cells, blanks around them, empty lines, different line ends and a named separator', async () => {
    const of = async (text: string) => (await rows(text)).map(({ line: at, cells }) => [at, ...cells]);
    expect(await of('a, b ,\r\n\r\n,,\n1,"x" , 3 4')).to.equal([
      [1, 'a', 'b', ''],
      [3, '', '', ''],
      [4, '1', 'x', '3 4'],
    ]);
    expect(await of('a,b\r1,\r\r2,3\r')).to.equal([
      [1, 'a', 'b'],
      [2, '1', ''],
      [4, '2', '3'],
    ]);
    expect(await of('sep=|\r\na|b;c\r\n1,2|3')).to.equal([
      [2, 'a', 'b;c'],
      [3, '1,2', '3'],
    ]);
    expect(await of('\n\n  \na;b')).to.equal([[4, 'a', 'b']]);
    expect(await of('')).to.equal([]);
  });

  it('end with a sentence where a quote has no end', async () => {
    await expect(rows('a,b\n1,"2\n3,4\n')).to.reject(
      /row 2 \(the head is row 1\) has a quote without an end/,
    );
    await expect(rows(`a,b\n1,"${'x'.repeat(2_000_000)}`, 65_536)).to.reject(
      /row 2 .* is longer than any of a history/,
    );
    await expect(rows('a,b\n1,"2"3\n')).to.reject(/row 2 .* has a quote that ends within a cell/);
  });
});
