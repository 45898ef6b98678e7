import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { models } from '../../../plugins/collection/models.js';
import { pauses } from '../../../plugins/collection/pauses.js';
import { app, type Flags } from '../../support/app.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('the pause of an account', () => {
  it('is noted by all tenants that share the account, at the same moment too', async (flags: Flags) => {
    const { server } = await app(flags);
    const { database } = server.plugins;
    const now = new Date('2026-11-21T12:00:00Z');
    const pause = pauses(database, models(database.sequelize), () => now);
    expect(await pause.of('octo')).to.be.null();
    for (const minute of ['30', '45']) {
      const until = new Date(`2026-11-21T12:${minute}:00Z`);
      await Promise.all(Array.from({ length: 6 }, () => pause.set('octo', until)));
      expect(await pause.of('octo')).to.equal(until);
    }
    await pause.set('octo', new Date('2026-11-21T11:59:59Z'));
    expect(await pause.of('octo')).to.be.null();
  });
});
