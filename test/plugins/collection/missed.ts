import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { house } from './house.js';

export const lab = Lab.script();
const { describe, it } = lab;

const DAY = 86_400_000;
const NOON = Date.parse('2026-11-21T12:00:00Z');

describe('a cron that did not come', () => {
  /** Days that are lost after so many days without an event. */
  async function lostAfter(flags: Flags, days: number): Promise<number> {
    const { event, track, tenant, setNow, server } = await house(flags);
    const { id } = await track(tenant, 'rocket');
    for (const offset of [-2, -1, 0, days, days + 1]) {
      setNow(new Date(NOON + offset * DAY));
      expect((await event()).result).to.include({ failed: 0, done: true });
    }
    const today = new Date(NOON + (days + 1) * DAY).toISOString().slice(0, 10);
    return (await server.plugins.traffic.coverage([id], today)).get(id)!.lostDays;
  }

  it('for up to twelve days costs nothing', async (flags: Flags) => {
    expect(await lostAfter(flags, 5)).to.equal(0);
    expect(await lostAfter(flags, 12)).to.equal(0);
  });

  it('for longer costs the days that GitHub has deleted, and they are counted as lost', async (flags: Flags) => {
    const twenty = await lostAfter(flags, 20);
    expect(twenty).to.be.above(0);
    expect(await lostAfter(flags, 25)).to.equal(twenty + 5);
  });
});

describe('how collecting stands', () => {
  it('is told to whoever watches: the last run, what fails, and when a day is lost', async (flags: Flags) => {
    const { event, track, tenant, github, server, setNow } = await house(flags);
    const { collection } = server.plugins;
    expect(await collection.status()).to.include({
      lastRun: null,
      tracked: 0,
      nextLoss: null,
      running: false,
    });
    await track(tenant, 'rocket');
    await track(tenant, 'broken');
    github.script(/broken/, { status: 404, body: { message: 'Not Found' } });
    await event();
    setNow('2026-11-25T12:00:00Z');
    const status = await collection.status();
    expect(status.lastRun).to.equal({
      at: '2026-11-21T12:00:00.000Z',
      outcome: 'ended',
      collected: 1,
      failed: 1,
      remaining: 0,
    });
    expect(status).to.include({
      tracked: 2,
      failing: 1,
      newestSuccess: '2026-11-21T12:00:00.000Z',
      oldestSuccess: '2026-11-21T12:00:00.000Z',
      nextLoss: '2026-12-04',
    });
  });
});
