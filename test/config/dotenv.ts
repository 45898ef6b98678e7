import { parseEnv } from 'node:util';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import { readDotenv } from '../../config/dotenv.js';

export const lab = Lab.script();
const { describe, it } = lab;

const values = (text: string): Record<string, string> =>
  Object.fromEntries(readDotenv(text).assignments.map(({ name, value }) => [name, value]));

const remarks = (text: string) =>
  readDotenv(text).assignments.flatMap(({ line, remark }) => (remark ? [[line, remark]] : []));

describe('a .env file', () => {
  it('is read as people write it: quotes, export, comments, blanks, any line end', () => {
    const text = `# a comment
PORT=5001
export HOST=127.0.0.1   # where it listens
  LOG_LEVEL = warn
EMPTY=
QUOTED="a # b" # c
SINGLE='it is "so"'
TICKS=\`it's\`
LINES="one
two"
BROKEN="one\\ntwo"
AFTER=yes`;
    const expected = {
      ...{
        PORT: '5001',
        HOST: '127.0.0.1',
        LOG_LEVEL: 'warn',
        EMPTY: '',
        QUOTED: 'a # b',
        SINGLE: 'it is "so"',
      },
      ...{ TICKS: "it's", LINES: 'one\ntwo', BROKEN: 'one\ntwo', AFTER: 'yes' },
    };
    for (const end of ['\n', '\r\n', '\r']) expect(values(text.replaceAll('\n', end))).to.equal(expected);
    expect(readDotenv(text).strange).to.equal([]);
    expect(remarks(text)).to.equal([]);
  });

  it('says which lines are no assignment, and what is odd about a value', () => {
    const text = `PORT: 5123
export
just words
=5000
MY PORT=1
CUT=pass#word
LINES="one
BEHIND="a"b`;
    expect(readDotenv(text).strange.map(({ line }) => line)).to.equal([1, 2, 3, 4, 5]);
    expect(values(text)).to.equal({ CUT: 'pass', LINES: 'one\nBEHIND=' });
    expect(remarks(text)).to.equal([
      [6, 'is cut at its #; put a value that has one into quotes'],
      [7, 'has something behind its quotes, which is left out'],
    ]);
    expect(values('HALF="no end\nPORT=1')).to.equal({ HALF: '"no end', PORT: '1' });
    expect(remarks('HALF="no end\nPORT=1')).to.equal([[1, 'begins with a quote that has no end']]);
  });

  it('is read as Node reads it, where Node reads it right', () => {
    const name = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,8}$/);
    const plain = fc.stringMatching(/^[a-z0-9:/@.?&=-]{0,12}$/);
    const value = fc.oneof(
      plain,
      plain.map((text) => `"${text} # ${text}"`),
      plain.map((text) => `'${text}\n${text}'`),
      plain.map((text) => `${text} # a comment`),
    );
    const line = fc.oneof(
      fc
        .tuple(fc.constantFrom('', 'export ', '  '), name, fc.constantFrom('=', ' = '), value)
        .map((all) => all.join('')),
      fc.constantFrom('', '# a comment'),
    );
    const file = fc.array(line, { maxLength: 8 }).map((lines) => `${lines.join('\n')}\n`);
    fc.assert(
      fc.property(
        file,
        (text) => void expect(values(text)).to.equal({ ...parseEnv(text) } as Record<string, string>),
      ),
    );
  });

  it('is read whatever is in it', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void readDotenv(text)));
  });
});
