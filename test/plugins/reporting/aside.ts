import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@hapi/code';
import Hapi from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import { aside } from '../../../plugins/reporting/aside.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('a download', () => {
  it('rests after a piece while somebody looks at pages, and only then', async () => {
    const server = Hapi.server();
    const rest = aside(server);
    /** Whether a piece that took so long is followed by a rest at least as long. */
    const rests = async () => {
      const first = await Promise.race([rest(300).then(() => 'on'), pause(300).then(() => 'rests')]);
      return first === 'rests';
    };
    expect(await rests()).to.be.false();
    await server.inject('/data/repostats.csv');
    expect(await rests()).to.be.false();
    await server.inject('/overview');
    expect(await rests()).to.be.true();
    await pause(300);
    expect(await rests()).to.be.false();
  });
});
