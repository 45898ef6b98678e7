import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import { type Job, jobOf, passes, stalestFirst } from '../../../plugins/collection/due.js';
import { retryIn } from '../../../plugins/collection/retry.js';
import { lastAt } from '../../../plugins/collection/schedule.js';
import type { Repository } from '../../../plugins/repositories/api.js';

export const lab = Lab.script();
const { describe, it } = lab;

const HOUR = 3_600_000;
const NOW = new Date('2026-11-21T12:00:00Z');
const before = (hours: number) => new Date(NOW.getTime() - hours * HOUR);
const repository = { id: 1, tenantId: 1, addedAt: before(1000).toISOString() } as Repository;
const never = {
  ...{ last_success: null, rest_success: null, verified_at: null, next_try: null },
  ...{ last_try: before(50), error_class: null },
};
const DUE = { all: false };
const ALL = { all: true };

const job = (id: number, since: number, restSince = since): Job => {
  const daily = since <= before(20).getTime();
  const rest = restSince <= before(20).getTime();
  return {
    repository: { ...repository, id },
    daily,
    rest,
    verified: true,
    since,
    restSince,
    doubtful: false,
  };
};

describe('what is due', () => {
  it('is what was not collected within 20 hours, each half of a round by itself', () => {
    expect(jobOf(repository, undefined, DUE, NOW)).to.include({ daily: true, rest: true, verified: false });
    const done = (daily: number, rest: number) => ({
      ...never,
      last_success: before(daily),
      rest_success: before(rest),
      verified_at: before(24),
    });
    expect(jobOf(repository, done(19, 19), DUE, NOW)).to.be.null();
    expect(jobOf(repository, done(20, 19), DUE, NOW)).to.include({
      daily: true,
      rest: false,
      verified: true,
    });
    expect(jobOf(repository, done(1, 48), DUE, NOW)).to.include({ daily: false, rest: true });
    expect(jobOf(repository, done(1, 1), ALL, NOW)).to.include({ daily: true, rest: true });
  });

  it('is nothing before the next try, unless all is asked for', () => {
    const waiting = { ...never, next_try: before(-1) };
    expect(jobOf(repository, waiting, DUE, NOW)).to.be.null();
    expect(jobOf(repository, waiting, ALL, NOW)).to.not.be.null();
    expect(jobOf(repository, { ...never, next_try: NOW }, DUE, NOW)).to.not.be.null();
  });

  it('proves the identity again after eight days', () => {
    const seen = (hours: number) => jobOf(repository, { ...never, verified_at: before(hours) }, DUE, NOW)!;
    expect(seen(8 * 24 - 1).verified).to.be.true();
    expect(seen(8 * 24).verified).to.be.false();
  });

  it('is what a wrong clock dated in the future, wherever it wrote that', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 24 * 400 }),
        fc.integer({ min: -400, max: 400 }),
        (ahead, wait) => {
          const wrong = before(-ahead);
          const said = {
            ...{ last_success: wrong, rest_success: wrong, verified_at: wrong, last_try: wrong },
            ...{ next_try: new Date(wrong.getTime() + wait * HOUR), error_class: null },
          };
          const found = jobOf(repository, said, DUE, NOW);
          expect(found).to.include({ daily: true, rest: true, verified: false, since: 0 });
        },
      ),
    );
  });

  it('goes on from an instant on: neither what was collected nor what failed since then', () => {
    const going = { all: true, since: before(1) };
    const done = { ...never, last_success: before(0.5), rest_success: before(0.5) };
    expect(jobOf(repository, done, going, NOW)).to.be.null();
    expect(jobOf(repository, { ...done, last_success: before(2) }, going, NOW)).to.include({
      daily: true,
      rest: false,
    });
    const failed = { ...never, error_class: 'upstream', last_try: before(0.5) };
    expect(jobOf(repository, failed, going, NOW)).to.be.null();
    expect(jobOf(repository, { ...failed, last_try: before(2) }, going, NOW)).to.not.be.null();
  });

  it('comes last where GitHub did not give it the last time', () => {
    const doubtful = { ...job(1, 0), doubtful: true };
    const jobs = [doubtful, job(2, before(21).getTime())];
    expect(stalestFirst(jobs).map(({ repository: { id } }) => id)).to.equal([2, 1]);
  });

  it('comes stalest first, never collected before all, then by number', () => {
    const jobs = [job(3, before(21).getTime()), job(2, 0), job(1, before(30).getTime()), job(4, 0)];
    expect(stalestFirst(jobs).map(({ repository: { id } }) => id)).to.equal([2, 4, 1, 3]);
  });

  it('is worked in one pass where it fits, else the daily figures of all come first', () => {
    const jobs = [job(1, 0), job(2, 0), job(3, before(1).getTime(), 0)];
    expect(passes(jobs, 19)).to.have.length(1);
    const [daily, rest] = passes(jobs, 18) as [Job[], Job[]];
    expect(daily.map((one) => [one.repository.id, one.rest])).to.equal([
      [1, false],
      [2, false],
    ]);
    expect(rest.map((one) => [one.repository.id, one.daily])).to.equal([
      [1, false],
      [2, false],
      [3, false],
    ]);
  });

  it('loses no part of a job, however it is cut into passes', () => {
    const times = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 })));
    fc.assert(
      fc.property(times, fc.integer({ min: 0, max: 100 }), (hours, capacity) => {
        const jobs = hours.map(([a, b], id) => job(id, before(a).getTime(), before(b).getTime()));
        const parts = (list: Job[]) =>
          list
            .flatMap((one) => [one.daily && `d${one.repository.id}`, one.rest && `r${one.repository.id}`])
            .filter(Boolean)
            .sort();
        expect(parts(passes(jobs, capacity).flat())).to.equal(parts(jobs));
      }),
    );
  });
});

describe('the next try', () => {
  it('of a fault comes at growing distance, of what the owner must mend daily, of what is gone weekly in the end', () => {
    const hours = (...args: Parameters<typeof retryIn>) => (retryIn(...args) ?? Number.NaN) / HOUR;
    expect([1, 2, 3, 7, 50].map((count) => hours('upstream', count, 0))).to.equal([0.25, 0.5, 1, 16, 20]);
    expect(hours('right', 1, 0)).to.equal(20);
    expect(hours('sso', 9, 0)).to.equal(20);
    expect(hours('gone', 9, 14 * 24 * HOUR)).to.equal(20);
    expect(hours('gone', 15, 14 * 24 * HOUR + 1)).to.equal(164);
    expect(retryIn('auth', 5, 0)).to.be.null();
  });
});

describe('the schedule', () => {
  it('knows the last time of day that has passed', () => {
    expect(lastAt('06:00', NOW).toISOString()).to.equal('2026-11-21T06:00:00.000Z');
    expect(lastAt('12:00', NOW).toISOString()).to.equal('2026-11-21T12:00:00.000Z');
    expect(lastAt('12:01', NOW).toISOString()).to.equal('2026-11-20T12:01:00.000Z');
  });
});
