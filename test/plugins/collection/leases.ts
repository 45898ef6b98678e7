import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { leases } from '../../../plugins/collection/leases.js';
import { models } from '../../../plugins/collection/models.js';
import type { Flags } from '../../support/app.js';
import { house } from './house.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('the lease', () => {
  it('is held by one at a time, goes over when its holder shows no life, and is not taken back', async (flags: Flags) => {
    const { server } = await house(flags);
    const { database } = server.plugins;
    let now = new Date('2026-11-21T12:00:00Z');
    const lease = leases(database, models(database.sequelize), () => now);
    const first = await Promise.all(['a', 'b', 'c', 'd'].map((holder) => lease.take(holder)));
    expect(first.filter(Boolean)).to.have.length(1);
    const holder = ['a', 'b', 'c', 'd'][first.indexOf(true)]!;
    now = new Date('2026-11-21T12:00:40Z');
    expect(await lease.renew(holder)).to.be.true();
    now = new Date('2026-11-21T12:01:30Z');
    expect(await lease.take('next')).to.be.false();
    now = new Date('2026-11-21T12:01:41Z');
    expect(await lease.take('next')).to.be.true();
    expect(await lease.renew(holder)).to.be.false();
    await database.write((transaction) => lease.release(transaction, holder));
    expect(await lease.held()).to.be.true();
    await database.write((transaction) => lease.release(transaction, 'next'));
    expect(await lease.held()).to.be.false();
    expect(await lease.take('after')).to.be.true();
  });

  it('of a killed process delays the next run by a minute, and its run is closed as interrupted', async (flags: Flags) => {
    const { server, event, track, tenant, setNow, rows } = await house(flags);
    await track(tenant, 'rocket');
    const { database } = server.plugins;
    const dead = leases(database, models(database.sequelize), () => new Date('2026-11-21T12:00:00Z'));
    await dead.take('killed');
    await rows(
      "INSERT INTO runs (cause, actor, everything, outcome, started_at) VALUES ('event', 'cron event', FALSE, 'running', '2026-11-21 11:59:00.000 +00:00')",
    );
    expect((await event()).statusCode).to.equal(202);
    setNow('2026-11-21T12:01:01Z');
    expect((await event()).result).to.include({ collected: 1 });
    const outcomes = await rows<{ outcome: string }>('SELECT outcome FROM runs ORDER BY id');
    expect(outcomes.map(({ outcome }) => outcome)).to.equal(['interrupted', 'ended']);
  });
});
