import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { ROOT } from '../support/source.js';

export const lab = Lab.script();
const { describe, it } = lab;

const page = readFileSync(join(ROOT, 'docs/security.md'), 'utf8');
const rows = page.split('\n').filter((line) => /^\| [AS]\d/.test(line));

describe('the security page', () => {
  it('has a row for every attack and every figure', () => {
    const named = rows.flatMap((row) => row.split('|')[1]!.trim().split(', '));
    const wanted = (letter: string, count: number) =>
      Array.from({ length: count }, (_, at) => `${letter}${at + 1}`);
    expect(named.sort()).to.equal([...wanted('A', 30), ...wanted('S', 15)].sort());
  });

  it('names only tests that are there, one at least for each attack', () => {
    for (const row of rows.filter((line) => line.startsWith('| A'))) {
      const files = [...row.matchAll(/`([\w/-]+\.ts)`/g)].map(([, file]) => file!);
      expect(files, row).to.not.be.empty();
      for (const file of files) expect(existsSync(join(ROOT, 'test', file)), file).to.be.true();
    }
  });
});
