import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { killedActions } from '../../support/killed-actions.js';

export const lab = Lab.script();
const { describe, it } = lab;

// bench/audit.ts kills two hundred times.
describe('an app that is killed while its administrators act', () => {
  it('has done and recorded each action, or neither', { timeout: 60_000 }, async (flags: Flags) => {
    const { faults, answered, cut } = await killedActions(flags, 4, 20_261_128);
    expect(faults).to.equal([]);
    expect(answered).to.be.least(4);
    expect(cut.done + cut.undone).to.equal(20);
  });
});
