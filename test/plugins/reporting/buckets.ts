import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import { toldOfRow } from '../../../plugins/reporting/words.js';
import { addDays, dayNumber, monday } from '../../../plugins/traffic/calendar.js';
import type { Flags } from '../../support/app.js';
import { browser } from '../../support/browser.js';
import { answer, harvest } from '../../support/history.js';
import { people } from '../../support/people.js';
import { type Reports, reports } from '../../support/reports.js';
import { parse } from './csv.js';

export const lab = Lab.script();
const { describe, it } = lab;

// A Saturday: the usual 28 days begin on Sunday 25 October.
const TODAY = '2026-11-21';
const FIRST = '2026-09-17';

async function acme(flags: Flags) {
  const app = await reports(flags, TODAY);
  const folk = await people(app.server);
  const rocket = await app.track(folk.tenant.id, 'acme', 'rocket');
  return { ...app, ...folk, rocket, get: browser(app.server, folk.alice.cookie).get };
}

/** Asks every day from 1 October on; each day has 50 views by 8 people, also the days that `without` leaves out of answers. */
async function daily(app: Reports, id: number, from = '2026-10-01', to = TODAY, skip: string[] = []) {
  for (let asked = from; asked <= to; asked = addDays(asked, 1)) {
    if (skip.includes(asked)) continue;
    const days = Array.from({ length: 14 }, (_, at): [string, number, number] => [
      addDays(asked, at - 14),
      50,
      8,
    ]);
    const week = answer([monday(addDays(asked, -7)), 350, 21]);
    await app.merge(harvest(id, asked, answer(...days), answer(...days), { weeks: { views: week } }));
  }
}

const chartsOf = (payload: string) =>
  [...payload.matchAll(/application\/json">(.*?)<\/script>/gs)].map(([, text]) => JSON.parse(text!));
const cellsOf = (payload: string, name: string) => {
  const row = payload
    .split('<tr>')
    .slice(1)
    .find((one) => one.includes(name))!;
  return [...row.matchAll(/<td class="number">(.*?)<\/td>/g)].map(([, cell]) =>
    cell!.replace(/<[^>]+>/g, '').trim(),
  );
};

describe('weeks and months', () => {
  it('are whole in the weekly table and file, whatever day a range begins on; only the running one is not', async (flags: Flags) => {
    const app = await acme(flags);
    await daily(app, app.rocket);
    const { payload } = await app.get('/repos/statsweekly');
    expect(payload).to.contain(
      'Widened to whole weeks; the range asked for is 25 October to 21 November 2026.',
    );
    expect(payload).to.contain('name="from" value="2026-10-19"');
    expect(cellsOf(payload, '2026-W43')).to.equal(['350', '21', '350', 'at most 56']);
    expect(cellsOf(payload, '2026-W47')).to.equal(['250', 'at most 40', '250', 'at most 40']);
    expect(payload.match(/4 of 7 days/g)).to.have.length(1);
    expect(payload).to.match(/2026-W47 .*2026-11-16<\/span> <span class="soft">4 of 7 days/);
    for (const query of [
      '',
      '?range=28',
      '?from=2026-10-25&to=2026-10-25',
      '?from=2026-11-11&to=2026-11-12',
    ]) {
      const [head, ...rows] = parse((await app.get(`/data/weekly.csv${query}`)).payload);
      expect(head!.slice(0, 6).join()).to.equal('RID,WEEK,MONDAY,VIEWCOUNT,VUNIQUES,VUNIQUESARE');
      expect(head!.slice(-5).join()).to.equal('VIEWSTATE,CLONESTATE,VIEWDAYS,CLONEDAYS,DAYS');
      for (const row of rows) {
        const [monday, views, are] = [row[2]!, row[3], row[5]];
        const last = row.slice(-5).join();
        if (monday === '2026-11-16') expect(last).to.equal('partial,partial,4,4,7');
        else if (monday > '2026-09-17')
          expect([views, are, last].join()).to.equal('350,exact,measured,measured,7,7,7');
        else expect([are, last].join()).to.equal('at most,partial,partial,3,3,7');
      }
    }
    const cut = await app.get('/data/weekly.csv?from=2026-10-25&to=2026-10-25');
    expect(cut.headers['content-disposition']).to.contain('weekly-2026-10-19-2026-10-25.csv');
  });

  it('that a chart’s range cuts are hollow and named, never exact, and not compared', async (flags: Flags) => {
    const app = await acme(flags);
    await daily(app, app.rocket);
    for (const url of [
      '/overview?bucket=week',
      '/repos/acme/rocket?bucket=week',
      '/repos/linechart?range=28&bucket=week',
    ]) {
      const { payload } = await app.get(url);
      const [chart] = chartsOf(payload);
      const [views] = chart.series;
      expect(chart.days).to.equal(['2026-10-19', '2026-10-26', '2026-11-02', '2026-11-09', '2026-11-16']);
      expect(views.states, url).to.equal(['partial', 'measured', 'measured', 'measured', 'partial']);
      expect(views.notes).to.equal(['1 of 7 days', '', '', '', '4 of 7 days']);
      expect(payload).to.contain('hollow: a week of which not every day is known, or in the range');
      const before = chart.series.find((one: { previous?: boolean }) => one.previous);
      if (before) expect(before.values).to.equal([null, 350, 350, 350, null]);
      const uniques = chart.series.find((one: { color: string }) => one.color === 'visitors');
      if (uniques) expect(uniques.atMost).to.equal([true, false, false, false, true]);
    }
    const { payload } = await app.get('/repos/acme/rocket?bucket=week');
    expect(cellsOf(payload, '2026-W43 (from 2026-10-19) <span class="soft">1 of 7 days')).to.include('50');
    const month = (await app.get('/repos/acme/rocket?bucket=month&from=2026-09-20&to=2026-11-21')).payload;
    expect(cellsOf(month, 'September 2026 <span class="soft">11 of 30 days')[0]).to.equal('550');
    expect(cellsOf(month, 'October 2026')[0]).to.equal('1,550');
    expect(cellsOf(month, 'November 2026 <span class="soft">19 of 30 days')[0]).to.equal('1,000');
  });

  it('in which the history of a repository begins, or a day is lost, are not whole, also added up', async (flags: Flags) => {
    const app = await acme(flags);
    const docs = await app.track(app.tenant.id, 'acme', 'docs');
    await daily(app, app.rocket);
    // Its history begins on Wednesday 4 November; the days after 7 November were never asked for late enough.
    await app.merge(harvest(docs, '2026-11-17', answer(['2026-11-05', 7, 7], ['2026-11-15', 1, 1])));
    const [chart] = chartsOf((await app.get('/overview?bucket=week')).payload);
    expect(chart.series[0].values).to.equal([50, 350, 357, 351, 250]);
    expect(chart.series[0].notes).to.equal(['1 of 7 days', '', '5 of 7 days', '', '0 of 7 days']);
    expect(chart.series[0].states.slice(1, 4)).to.equal(['measured', 'partial', 'measured']);
  });

  it('say it beside each figure where views and clones are known on different days', () => {
    const point = {
      views: 9,
      visitors: 3,
      visitorsExact: false,
      viewsState: 'partial',
      viewsDays: 6,
      days: 7,
    };
    const other = { clones: 4, cloners: 2, clonersExact: true, clonesState: 'measured', clonesDays: 7 };
    const { note, cells } = toldOfRow({ ...point, ...other } as Parameters<typeof toldOfRow>[0]);
    expect(note).to.equal('');
    expect(cells.map((cell) => cell.note)).to.equal(['6 of 7 days', '6 of 7 days', '', '']);
    expect(cells.map((cell) => cell.atMost)).to.equal([false, true, false, false]);
  });

  it('say in totals.csv and over the charts on how many days they stand', async (flags: Flags) => {
    const app = await acme(flags);
    await daily(app, app.rocket);
    const [head, row] = parse((await app.get('/data/totals.csv?range=year')).payload);
    expect(head!.slice(-4).join()).to.equal('STARS,VIEWDAYS,CLONEDAYS,DAYS');
    expect(row!.slice(-3)).to.equal(['63', '63', '325']);
    for (const url of ['/overview', '/repos/acme/rocket']) {
      expect((await app.get(url)).payload).to.not.contain('days known</span>');
      expect((await app.get(`${url}?range=year`)).payload).to.contain('63 of 325 days known');
      expect((await app.get(`${url}?from=2026-09-01&to=2026-09-30`)).payload).to.contain(
        '13 of 30 days known',
      );
    }
  });
});

describe('a change', () => {
  it('leaves an unknown day out with its counterpart and says so, down to nine days of ten', async (flags: Flags) => {
    const app = await acme(flags);
    const gap = (from: string, to: string) => {
      const days: string[] = [];
      for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
      return days;
    };
    // Of the one 20 October is lost, of the other 19 October too.
    const docs = await app.track(app.tenant.id, 'acme', 'docs');
    await daily(app, app.rocket, '2026-10-01', TODAY, gap('2026-10-22', '2026-11-02'));
    await daily(app, docs, '2026-10-01', TODAY, gap('2026-10-21', '2026-11-02'));
    const range = 'from=2026-10-22&to=2026-11-18';
    const own = (await app.get(`/repos/acme/rocket?${range}`)).payload;
    expect(own).to.contain('0&#8239;%</span> <span class="small soft">on 27 of 28 days</span>');
    expect(own).to.contain('on 27 of 28 days that are known in both');
    const other = (await app.get(`/repos/acme/docs?${range}`)).payload;
    expect(other).to.contain('class="change"').and.to.contain('on 26 of 28 days');
    const both = (await app.get(`/overview?${range}`)).payload;
    expect(both).to.contain('on 53 of 56 days');
    // Three lost days of 28 are too many.
    const third = await app.track(app.tenant.id, 'acme', 'third');
    await daily(app, third, '2026-10-01', TODAY, gap('2026-10-20', '2026-11-02'));
    const none = (await app.get(`/repos/acme/third?${range}`)).payload;
    expect(none).to.not.contain('class="change"');
  });
});

describe('any history in any range', () => {
  it('has in each bucket the sum of the days in it, and none is whole unless all its days are in range and known', async (flags: Flags) => {
    const app = await acme(flags);
    const round = fc.record({
      later: fc.nat(60),
      newest: fc.nat(6),
      rows: fc.array(fc.tuple(fc.nat(14), fc.nat(9), fc.nat(9)), { maxLength: 12 }),
      weekly: fc.boolean(),
    });
    const range = fc.tuple(fc.integer({ min: -20, max: 65 }), fc.integer({ min: 13, max: 80 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(round, { minLength: 1, maxLength: 8 }),
        range,
        fc.constantFrom<'week' | 'month'>('week', 'month'),
        async (rounds, [start, length], bucket) => {
          number += 1;
          const name = `any-${number}`;
          const id = await app.track(app.tenant.id, 'acme', name);
          for (const { later, newest, rows, weekly } of rounds) {
            const asked = addDays(FIRST, later);
            const days = answer(
              ...rows.map(([age, count, uniques]): [string, number, number] => [
                addDays(asked, -age),
                count,
                Math.min(count, uniques),
              ]),
            );
            const weeks = weekly ? { views: answer([monday(addDays(asked, -7)), 9, 1]) } : {};
            await app.merge(harvest(id, asked, days, days, { weeks, runNewest: addDays(asked, -newest) }));
          }
          const from = addDays(FIRST, start);
          const to = [addDays(from, length), TODAY].sort()[0]!;
          const period = { from: addDays(from, -40), to: TODAY };
          const points = (await app.server.plugins.traffic.series([id], period, 'day', TODAY)).get(id)!;
          const shown = points.filter((one) => one.start >= from && one.start <= to);
          const url = `/repos/acme/${name}?from=${from}&to=${to}&bucket=${bucket}`;
          for (const [at, chart] of chartsOf((await app.get(url)).payload).entries()) {
            const metric = at === 0 ? 'views' : 'clones';
            const [count, uniques] = chart.series;
            for (const [index, day] of chart.days.entries()) {
              const next = nextOf(day, chart.bucket);
              const inside = shown.filter((one) => one.start >= day && one.start < next);
              const known = inside.filter((one) => /measured|zero/.test(one[`${metric}State`])).length;
              const figures = inside.map((one) => one[metric]).filter((one) => one !== null);
              const sum = figures.length ? figures.reduce((a, b) => a + b, 0) : null;
              expect(count.values[index], `${url} ${day}`).to.equal(sum);
              const days = dayNumber(next) - dayNumber(day);
              const whole = /measured|zero/.test(count.states[index]);
              expect(whole, `${url} ${day}`).to.equal(known === days);
              if (days > 1)
                expect(count.notes?.[index] ?? '').to.equal(whole ? '' : `${known} of ${days} days`);
              const exact =
                uniques.atMost === undefined || (uniques.atMost !== true && !uniques.atMost[index]);
              if (days > 1 && exact && uniques.values[index] !== null)
                expect(whole && days === 7).to.be.true();
            }
          }
          const query = `?repo=${id}&from=${from}&to=${to}`;
          const [, ...lines] = parse((await app.get(`/data/weekly.csv${query}`)).payload);
          for (const line of lines) {
            const week = points.filter((one) => one.start >= line[2]! && one.start < addDays(line[2]!, 7));
            const known = week.filter((one) => /measured|zero/.test(one.viewsState)).length;
            const sum = week.reduce((total, one) => total + (one.views ?? 0), 0);
            expect([Number(line[3]), line.at(-3)]).to.equal([sum, String(known)]);
            expect(/measured|zero/.test(line[11]!)).to.equal(known === 7);
            if (line[5] === 'exact') expect(known).to.equal(7);
          }
        },
      ),
      { numRuns: 25 },
    );
  });
});

let number = 0;

function nextOf(day: string, bucket: 'day' | 'week' | 'month'): string {
  if (bucket === 'month') return `${addDays(day, 31).slice(0, 7)}-01`;
  return addDays(day, bucket === 'week' ? 7 : 1);
}
