import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { ROOT } from '../support/source.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('a build', () => {
  it('leaves nothing behind whose source is gone, and the rest where it is', () => {
    const gone = join(ROOT, 'dist/process/of-another-branch.js');
    writeFileSync(gone, '');
    writeFileSync(`${gone}.map`, '');
    execFileSync(process.execPath, [join(ROOT, 'process/prune-dist.mjs')]);
    expect([gone, `${gone}.map`].map((file) => existsSync(file))).to.equal([false, false]);
    for (const name of ['start.js', 'start.js.map', 'test/process/prune-dist.js'])
      expect(existsSync(join(ROOT, 'dist', name)), name).to.be.true();
  });
});
