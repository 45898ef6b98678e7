import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../support/app.js';
import { fuzz } from '../support/fuzz.js';
import { cast } from '../support/matrix/cast.js';
import { takeState } from '../support/matrix/state.js';

export const lab = Lab.script();
const { describe, it } = lab;

// bench/fuzz.ts sends a hundred thousand, with three seeds.
describe('nonsense', () => {
  it('is answered on every route, never with a fault of ours', { timeout: 120_000 }, async (flags: Flags) => {
    const world = await cast(flags);
    await world.server.start();
    const { sent, statuses, faults } = await fuzz(world, await takeState(world), 7, 2_400);
    expect(faults).to.equal([]);
    expect(sent).to.be.above(2_300);
    expect([...statuses.keys()]).to.include([200, 302, 303, 400, 401, 404, 422]);
    expect((await world.server.inject('/health/ready')).statusCode).to.equal(200);
    expect(({} as { x?: unknown }).x).to.be.undefined();
  });

  it('is answered so under a path of a host, and beside it', { timeout: 60_000 }, async (flags: Flags) => {
    const world = await cast(flags, { env: { FULL_HOSTNAME: 'http://127.0.0.1/traffic' } });
    const { sent, statuses, faults } = await fuzz(world, await takeState(world), 8, 800, '/traffic');
    expect(faults).to.equal([]);
    expect(sent).to.be.above(750);
    expect([...statuses.keys()]).to.include([200, 302, 400, 401, 404]);
  });
});
