import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';

export const lab = Lab.script();
const { describe, it } = lab;

const CHURN = fileURLToPath(new URL('../support/churn.js', import.meta.url));

async function heap(...args: string[]): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [CHURN, ...args]);
  return Number(stdout);
}

describe('the heap', () => {
  it('is cleared up before it is twice what is in use', async () => {
    const [left, small] = await Promise.all([heap(), heap('small')]);
    expect(small).to.be.above(10_000_000);
    expect(small / left).to.be.below(0.75);
  });
});
