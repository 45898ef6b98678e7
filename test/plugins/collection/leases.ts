import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import { leases } from '../../../plugins/collection/leases.js';
import { models } from '../../../plugins/collection/models.js';
import type { Flags } from '../../support/app.js';
import { after } from '../../support/app.js';
import { house } from './house.js';

export const lab = Lab.script();
const { describe, it } = lab;

const NOON = Date.parse('2026-11-21T12:00:00Z');

/** The lease in a database whose clock the test sets, in seconds after noon. */
async function open(flags: Flags) {
  const all = await house(flags);
  const { database } = all.server.plugins;
  let seconds = 0;
  const real = database.now;
  database.now = async () => new Date(NOON + seconds * 1000);
  after(flags, () => {
    database.now = real;
  });
  const lease = leases(database, models(database.sequelize));
  const release = (holder: string) => database.write((transaction) => lease.release(transaction, holder));
  return {
    ...all,
    lease,
    release,
    at(second: number) {
      seconds = second;
    },
  };
}

describe('the lease', () => {
  it('is held by one at a time, goes over when its holder shows no life, and is not taken back', async (flags: Flags) => {
    const { lease, release, at } = await open(flags);
    const first = await Promise.all(['a', 'b', 'c', 'd'].map((holder) => lease.take(holder)));
    expect(first.filter(Boolean)).to.have.length(1);
    const holder = ['a', 'b', 'c', 'd'][first.indexOf(true)]!;
    at(40);
    expect(await lease.renew(holder)).to.be.true();
    at(90);
    expect(await lease.take('next')).to.be.false();
    at(101);
    expect(await lease.take('next')).to.be.true();
    expect(await lease.renew(holder)).to.be.false();
    await release(holder);
    expect(await lease.holding()).to.include({ holder: 'next', secondsLeft: 60 });
    await release('next');
    expect(await lease.holding()).to.be.null();
    expect(await lease.take('after')).to.be.true();
  });

  it('says who holds it since when, and for how long at most', async (flags: Flags) => {
    const { lease, at } = await open(flags);
    await lease.take('a', 'schedule');
    at(42);
    expect(await lease.holding()).to.equal({
      ...{ holder: 'a', cause: 'schedule', secondsLeft: 18 },
      since: new Date(NOON),
    });
  });

  it('that was released stays free, however late a sign of life comes', async (flags: Flags) => {
    const { lease, release } = await open(flags);
    await lease.take('a');
    await release('a');
    expect(await lease.renew('a')).to.be.false();
    expect(await lease.holding()).to.be.null();
  });

  it('is free at once where its holder is known to be gone', async (flags: Flags) => {
    const { lease } = await open(flags);
    await lease.take('mine/1');
    expect(await lease.take('mine/2', 'event', (holder) => holder === 'other/1')).to.be.false();
    expect(await lease.take('mine/2', 'event', (holder) => holder === 'mine/1')).to.be.true();
  });

  it('is there again after somebody has emptied its table', async (flags: Flags) => {
    const { lease, rows } = await open(flags);
    await rows('DELETE FROM leases');
    expect(await lease.holding()).to.be.null();
    expect(await lease.take('a')).to.be.true();
    expect(await lease.take('b')).to.be.false();
  });

  it('is held for two minutes at most, whenever the clock that wrote it was wrong', async (flags: Flags) => {
    const { lease, at } = await open(flags);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -400 * 86_400, max: 400 * 86_400 }),
        fc.integer({ min: 61, max: 200 }),
        async (wrong, later) => {
          at(0);
          await lease.take('wrong', 'event', () => true);
          at(wrong);
          await lease.renew('wrong');
          at(later);
          const isFree = wrong <= later - 60 || wrong > later + 60;
          expect(await lease.take('next')).to.equal(isFree);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('of a killed process delays the next run by a minute, and its run is closed as interrupted', async (flags: Flags) => {
    const { server, event, track, tenant, rows, lease, at } = await open(flags);
    await track(tenant, 'rocket');
    await lease.take('killed', 'schedule');
    await rows(
      "INSERT INTO runs (cause, actor, everything, outcome, started_at, due, collected) VALUES ('schedule', 'schedule', FALSE, 'running', '2026-11-21 11:59:00.000 +00:00', 20, 4)",
    );
    at(20);
    const busy = await event();
    expect(busy.statusCode).to.equal(202);
    expect(busy.headers['retry-after']).to.equal('40');
    expect(busy.result).to.include({
      message: 'a collection is already running, begun by the schedule, since 2026-11-21T12:00:00.000Z',
      busy: { trigger: 'schedule', since: '2026-11-21T12:00:00.000Z', retryAfter: 40 },
    });
    at(61);
    expect((await event()).result).to.include({ collected: 1 });
    const outcomes = await rows<{ outcome: string }>('SELECT outcome FROM runs ORDER BY id');
    expect(outcomes.map(({ outcome }) => outcome)).to.equal(['interrupted', 'ended']);
    const told = { kind: 'collection.interrupted', page: 1, pageSize: 10 };
    const { rows: events } = await server.plugins.events.list(told);
    expect(events.map(({ message }) => message)).to.equal([
      'The collection by the schedule of 2026-11-21 11:59 UTC did not come to its end: its process was ended. What it had collected until then is kept; the rest is due',
    ]);
  });

  it('that this process could not give back is taken over at once', async (flags: Flags) => {
    const { server, event, track, tenant, github } = await open(flags);
    await track(tenant, 'rocket');
    const { database } = server.plugins;
    const { write } = database;
    // From GitHub's first answer on the database is away.
    github.script(/traffic/, { status: 500, body: {} });
    database.write = (work) =>
      github.requests.length > 0 ? Promise.reject(new Error('the database is away')) : write(work);
    expect((await event()).statusCode).to.equal(500);
    database.write = write;
    expect((await event()).statusCode).to.equal(200);
  });
});
