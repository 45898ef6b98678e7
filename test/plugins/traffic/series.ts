import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import type { BucketSize, Point } from '../../../plugins/traffic/api.js';
import { addDays } from '../../../plugins/traffic/calendar.js';
import type { Flags } from '../../support/app.js';
import { answer, type History, harvest, history } from '../../support/history.js';

export const lab = Lab.script();
const { describe, it } = lab;

/** Asks every day of a stretch; each day has `count` views by two people, except those left out. */
async function daily(app: History, id: number, from: string, to: string, count = 5, without: string[] = []) {
  for (let asked = from; asked <= to; asked = addDays(asked, 1)) {
    const list = Array.from({ length: 14 }, (_, at) => addDays(asked, at - 14))
      .filter((day) => !without.includes(day) && day >= addDays(from, -13))
      .map((day): [string, number, number] => [day, count, 2]);
    const week = answer([addDays(asked, -((new Date(asked).getUTCDay() + 6) % 7) - 7), count * 7, 9]);
    await app.merge(harvest(id, asked, answer(...list), answer(...list), { weeks: { views: week } }));
  }
}

describe('series', () => {
  it('give exact uniques for weeks that GitHub answered whole, else at most the sum of the days', async (flags: Flags) => {
    const app = await history(flags);
    const id = await app.repository();
    await daily(app, id, '2026-11-02', '2026-11-25');
    const get = async (from: string, to: string, size: BucketSize) =>
      (await app.traffic.series([id], { from, to }, size, '2026-11-25')).get(id)!;
    const weeks = await get('2026-11-04', '2026-11-25', 'week');
    expect(weeks.map((week) => [week.start, week.views, week.visitors, week.visitorsExact])).to.equal([
      ['2026-11-02', 25, 10, false],
      ['2026-11-09', 35, 9, true],
      ['2026-11-16', 35, 9, true],
      ['2026-11-23', 10, 4, false],
    ]);
    expect(weeks.map((week) => week.viewsState)).to.equal(['partial', 'measured', 'measured', 'partial']);
    expect(weeks.map((week) => [week.viewsDays, week.days])).to.equal([
      [5, 7],
      [7, 7],
      [7, 7],
      [1, 7],
    ]);
    // Clones were never answered by week.
    expect(weeks.map((week) => [week.cloners, week.clonersExact])[1]).to.equal([14, false]);
    const [month] = await get('2026-11-01', '2026-11-22', 'month');
    expect(month).to.include({ start: '2026-11-01', views: 110, visitors: 44, visitorsExact: false });
    const [day] = await get('2026-11-10', '2026-11-10', 'day');
    expect(day).to.include({ visitors: 2, visitorsExact: true });
  });

  it('have every bucket of the period, through year ends and leap days', async (flags: Flags) => {
    const app = await history(flags);
    const id = await app.repository();
    const starts = async (from: string, to: string, size: BucketSize) =>
      (await app.traffic.series([id], { from, to }, size, '2026-11-25')).get(id)!.map((point) => point.start);
    expect(await starts('2024-02-28', '2024-03-01', 'day')).to.equal([
      '2024-02-28',
      '2024-02-29',
      '2024-03-01',
    ]);
    expect(await starts('2024-12-28', '2025-01-06', 'week')).to.equal([
      '2024-12-23',
      '2024-12-30',
      '2025-01-06',
    ]);
    expect(await starts('2023-12-31', '2024-03-31', 'month')).to.equal([
      '2023-12-01',
      '2024-01-01',
      '2024-02-01',
      '2024-03-01',
    ]);
    expect(await starts('2024-03-02', '2024-03-01', 'day')).to.equal([]);
  });

  it('say of a week that it is only partly known when its history begins or a day is lost in it', async (flags: Flags) => {
    const app = await history(flags);
    const [whole, broken] = [await app.repository(), await app.repository()];
    await app.merge(harvest(whole, '2026-10-20', answer(['2026-10-18', 4, 1], ['2026-10-19', 1, 1])));
    await app.merge(harvest(broken, '2026-10-20'));
    await app.merge(harvest(broken, '2026-11-08'));
    const period = { from: '2026-10-05', to: '2026-10-25' };
    const states = (id: number, points: Map<number, Point[]>) =>
      points.get(id)!.map((point) => point.viewsState);
    const points = await app.traffic.series([whole, broken], period, 'week', '2026-11-25');
    // The history begins on Wednesday 7 October.
    expect(states(whole, points)).to.equal(['partial', 'measured', 'lost']);
    expect(points.get(whole)!.map((point) => point.views)).to.equal([0, 4, 1]);
    expect(states(broken, points)).to.equal(['partial', 'lost', 'lost']);
  });

  it('call no uniques exact for a week of which the period has only some days, not even none', async (flags: Flags) => {
    const app = await history(flags);
    const id = await app.repository();
    await app.merge(harvest(id, '2026-10-20', answer(['2026-10-19', 4, 1])));
    const week = async (from: string) =>
      (await app.traffic.series([id], { from, to: '2026-10-18' }, 'week', '2026-10-20')).get(id)![0]!;
    expect(await week('2026-10-12')).to.include({ viewsState: 'zero', visitors: 0, visitorsExact: true });
    const cut = await week('2026-10-14');
    expect(cut).to.include({ viewsState: 'partial', viewsDays: 5, visitors: 0, visitorsExact: false });
  });

  it('draw no figure where none is known, and a zero where there was no traffic', async (flags: Flags) => {
    const app = await history(flags);
    const [id, never] = [await app.repository(), await app.repository()];
    await app.merge(harvest(id, '2026-10-20', answer(['2026-10-19', 4, 1])));
    const points = await app.traffic.series(
      [id, never],
      { from: '2026-10-10', to: '2026-10-31' },
      'day',
      '2026-11-30',
    );
    const zero = points.get(id)!.find((point) => point.start === '2026-10-10')!;
    expect(zero).to.include({ views: 0, visitors: 0, viewsState: 'zero' });
    const lost = points.get(id)!.find((point) => point.start === '2026-10-25')!;
    expect(lost).to.include({ views: null, visitors: null, visitorsExact: false, viewsState: 'lost' });
    for (const point of points.get(never)!) expect(point).to.include({ views: null, viewsState: 'before' });
  });
});

describe('sums', () => {
  it('are the series added up, with the least certain state of all', async (flags: Flags) => {
    const app = await history(flags);
    const anyRound = fc.record({
      later: fc.nat(30),
      newest: fc.nat(8),
      views: fc.array(fc.tuple(fc.nat(14), fc.nat(9)), { maxLength: 6 }),
      clones: fc.option(fc.array(fc.tuple(fc.nat(14), fc.nat(9)), { maxLength: 6 }), { nil: undefined }),
    });
    const sizes = fc.constantFrom<BucketSize>('day', 'week', 'month');
    const rounds = fc.array(fc.array(anyRound, { maxLength: 3 }), { minLength: 2, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(rounds, sizes, fc.nat(20), async (repositories, size, later) => {
        const ids: number[] = [];
        for (const list of repositories) {
          const id = await app.repository();
          ids.push(id);
          for (const { later: day, newest, views, clones } of list) {
            const asked = addDays('2025-12-10', day);
            const rows = (of: [number, number][]) =>
              answer(
                ...of.map(([age, count]): [string, number, number] => [addDays(asked, -age), count, count]),
              );
            const days = { views: rows(views), ...(clones && { clones: rows(clones) }) };
            await app.merge({ ...harvest(id, asked), days, runNewest: addDays(asked, -newest) });
          }
        }
        const [period, today] = [{ from: '2025-11-20', to: '2026-01-15' }, addDays('2026-01-01', later)];
        const series = await app.traffic.series(ids, period, 'day', today);
        const sum = await app.traffic.sum(ids, period, size, today);
        const totals = await app.traffic.totals(ids, period, today);
        for (const metric of ['views', 'clones'] as const) {
          const uniques = metric === 'views' ? 'visitors' : 'cloners';
          let [counted, people] = [0, 0];
          for (const [at, bucket] of sum.entries()) {
            const next = sum[at + 1]?.start ?? '9999';
            const days = ids.map((id) =>
              series.get(id)!.filter((one) => one.start >= bucket.start && one.start < next),
            );
            expect<string>(bucket[`${metric}State`], bucket.start).to.equal(
              worst(days, `${metric}State`, bucket.days),
            );
            if (/measured|zero/.test(bucket[`${metric}State`]))
              expect(bucket[`${metric}Days`]).to.equal(bucket.days);
            else expect(bucket[`${metric}Days`]).to.be.below(bucket.days);
            const figures = days
              .flat()
              .map((point) => point[metric])
              .filter((figure) => figure !== null);
            expect(bucket[metric]).to.equal(figures.length ? figures.reduce((a, b) => a + b, 0) : null);
            expect(bucket[`${uniques}Exact`]).to.be.false();
            counted += bucket[metric] ?? 0;
            people += bucket[uniques] ?? 0;
          }
          const all = [...totals.values()];
          expect(all.reduce((total, one) => total + one[metric], 0)).to.equal(counted);
          expect(all.reduce((total, one) => total + one[`${uniques}AtMost`], 0)).to.equal(people);
          for (const id of ids) {
            const known = series.get(id)!.filter((one) => /measured|zero/.test(one[`${metric}State`]));
            expect(totals.get(id)![`${metric}Days`]).to.equal(known.length);
            expect(totals.get(id)![`${metric}Complete`]).to.equal(known.length === series.get(id)!.length);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('find periods complete that are measured or zero throughout, and no others', async (flags: Flags) => {
    const app = await history(flags);
    const id = await app.repository();
    await daily(app, id, '2026-11-01', '2026-11-20', 5, ['2026-11-05', '2026-11-18']);
    const complete = async (from: string, to: string) => {
      const total = (await app.traffic.totals([id], { from, to }, '2026-11-20')).get(id)!;
      return [total.viewsComplete, total.views];
    };
    expect(await complete('2026-10-19', '2026-11-18')).to.equal([true, 145]);
    expect(await complete('2026-11-01', '2026-11-19')).to.equal([false, 85]);
    expect((await complete('2026-10-18', '2026-11-18'))[0]).to.be.false();
  });

  it('of one repository keep its exact uniques, and of none say nothing', async (flags: Flags) => {
    const app = await history(flags);
    const id = await app.repository();
    await daily(app, id, '2026-11-02', '2026-11-20');
    const week = { from: '2026-11-09', to: '2026-11-15' };
    expect((await app.traffic.sum([id], week, 'week', '2026-11-20'))[0]).to.include({
      visitors: 9,
      visitorsExact: true,
    });
    expect((await app.traffic.sum([], week, 'week', '2026-11-20'))[0]).to.include({
      views: null,
      viewsState: 'before',
    });
    expect(await app.traffic.totals([], week, '2026-11-20')).to.equal(new Map());
  });
});

const ORDER = ['lost', 'missing', 'partial', 'pending', 'before', 'measured', 'zero'];

/** The state of a bucket of so many days by the rules: its days of one repository each list. */
function worst(lists: Point[][], name: 'viewsState' | 'clonesState', length: number): string {
  // A repository whose history begins in the bucket has only a part of it.
  const begun = lists.map((list) => list.some((one) => one[name] !== 'before'));
  const days = lists[0]!.map((_, at) => {
    const states = lists
      .map((list, of) =>
        list[at]![name] === 'before' && begun[of] && length > 1 ? 'begins' : list[at]![name],
      )
      .filter((state) => state !== 'before')
      .map((state) => (state === 'begins' ? 'partial' : state));
    return ORDER.find((state) => states.includes(state as never)) ?? 'before';
  });
  const found = ORDER.find((state) => days.includes(state))!;
  if (found === 'measured' || found === 'zero') return days.length < length ? 'partial' : found;
  const begins = found === 'before' || found === 'pending';
  const whole = days.some((state) => state === 'measured' || state === 'zero');
  return begins && days.includes('before') && whole ? 'partial' : found;
}
