import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Period } from '../../../plugins/traffic/api.js';
import { addDays } from '../../../plugins/traffic/calendar.js';
import type { Flags } from '../../support/app.js';
import { answer, type History, harvest, history } from '../../support/history.js';

export const lab = Lab.script();
const { describe, it } = lab;

async function days(app: History, id: number, period: Period, today: string) {
  const points = (await app.traffic.series([id], period, 'day', today)).get(id)!;
  return points.map(({ start, viewsState, views }) => [start.slice(5), viewsState, views]);
}

describe('the history', () => {
  it('keeps the greatest of each column, each for itself, and notes falls of days in the window', async (flags: Flags) => {
    const app = await history(flags);
    const id = await app.repository();
    await app.merge(harvest(id, '2026-11-20', answer(['2026-11-07', 8, 4], ['2026-11-17', 10, 3])));
    const again = await app.merge(
      harvest(id, '2026-11-21', answer(['2026-11-07', 2, 1], ['2026-11-17', 7, 5])),
    );
    const period = { from: '2026-11-07', to: '2026-11-17' };
    const points = (await app.traffic.series([id], period, 'day', '2026-11-21')).get(id)!;
    expect([points[0]!.views, points[0]!.visitors]).to.equal([8, 4]);
    expect([points.at(-1)!.views, points.at(-1)!.visitors]).to.equal([10, 5]);
    // The day before the 14 is cut at the time of day: that it is lower now is no news.
    expect(again.falls).to.equal([
      { day: '2026-11-17', metric: 'views', column: 'count', kept: 10, answered: 7 },
    ]);
    expect(again.newest).to.equal('2026-11-17');
  });

  it('tells days without traffic from days that GitHub has not counted yet', async (flags: Flags) => {
    const app = await history(flags);
    const id = await app.repository();
    await app.merge(
      harvest(id, '2026-11-20', answer(['2026-11-06', 1, 1], ['2026-11-15', 5, 1], ['2026-11-19', 2, 1])),
    );
    expect(await days(app, id, { from: '2026-11-04', to: '2026-11-21' }, '2026-11-20')).to.equal([
      ['11-04', 'before', null],
      ['11-05', 'before', null],
      ['11-06', 'partial', 1],
      ...['07', '08', '09', '10', '11', '12', '13', '14'].map((day) => [`11-${day}`, 'zero', 0]),
      ['11-15', 'measured', 5],
      ['11-16', 'zero', 0],
      ['11-17', 'zero', 0],
      ['11-18', 'zero', 0],
      ['11-19', 'partial', 2],
      ['11-20', 'pending', null],
      ['11-21', 'pending', null],
    ]);
  });

  it('takes nothing for zero while GitHub stands still for five days, and fills up when it catches up', async (flags: Flags) => {
    const app = await history(flags);
    const id = await app.repository();
    const truth = (asked: string, newest: string) => {
      const list: [string, number, number][] = [];
      for (let day = addDays(asked, -13); day <= newest; day = addDays(day, 1)) list.push([day, 9, 3]);
      return harvest(id, asked, answer(...list), answer(...list));
    };
    for (let ask = 1; ask <= 19; ask += 1) {
      const asked = `2026-11-${String(ask).padStart(2, '0')}`;
      await app.merge(truth(asked, asked > '2026-11-14' ? '2026-11-13' : addDays(asked, -1)));
    }
    const period = { from: '2026-11-11', to: '2026-11-19' };
    const frozen = (await days(app, id, period, '2026-11-19')).map(([, state]) => state);
    expect(frozen).to.equal(['measured', 'measured', 'measured', ...Array(6).fill('pending')]);
    await app.merge(truth('2026-11-20', '2026-11-19'));
    const filled = (await days(app, id, period, '2026-11-20')).map(([, state, views]) => [state, views]);
    expect(filled).to.equal([...Array(8).fill(['measured', 9]), ['partial', 9]]);
  });

  it('loses nothing in a pause of up to 12 days, and exactly the days in between in a longer one', async (flags: Flags) => {
    const app = await history(flags);
    const everyDay = (id: number, asked: string) => {
      const list = Array.from({ length: 14 }, (_, at): [string, number, number] => [
        addDays(asked, at - 14),
        5,
        2,
      ]);
      return harvest(id, asked, answer(...list), answer(...list));
    };
    const lostAfter = async (pause: number) => {
      const id = await app.repository();
      await app.merge(everyDay(id, '2026-01-20'));
      const back = addDays('2026-01-20', pause);
      await app.merge(everyDay(id, back));
      const later = addDays(back, 30);
      const points = (
        await app.traffic.series([id], { from: '2026-01-07', to: addDays(back, -1) }, 'day', later)
      ).get(id)!;
      const standing = (await app.traffic.coverage([id], later)).get(id)!;
      const whole = points.filter((point) => point.viewsState === 'measured').length;
      return {
        lost: points.filter((point) => point.viewsState === 'lost').map((point) => point.start),
        whole,
        standing,
      };
    };
    for (const pause of [1, 11, 12]) {
      const { lost, whole } = await lostAfter(pause);
      expect(lost, `${pause} days`).to.equal([]);
      // All but the last two, which were still growing.
      expect(whole, `${pause} days`).to.equal(14 + pause - 2);
    }
    // Days 13 and more after the last useful one: what was seen only while it grew stays partial.
    expect((await lostAfter(16)).lost).to.equal(['2026-01-20', '2026-01-21']);
    const month = await lostAfter(30);
    expect(month.lost).to.have.length(16);
    expect(month.lost[0]).to.equal('2026-01-20');
    expect(month.lost.at(-1)).to.equal('2026-02-04');
  });

  it('settles zeros of repositories that were asked before the newest day of the run was seen', async (flags: Flags) => {
    const app = await history(flags);
    const [early, late] = [await app.repository(), await app.repository()];
    const { database } = app.server.plugins;
    await app.merge(harvest(early, '2026-11-20'));
    const newest = (await app.merge(harvest(late, '2026-11-20', answer(['2026-11-19', 1, 1])))).newest!;
    const period = { from: '2026-11-14', to: '2026-11-18' };
    const states = async () => (await days(app, early, period, '2026-11-20')).map(([, state]) => state);
    expect(await states()).to.equal(Array(5).fill('pending'));
    const settle = (ids: number[], asked: string) =>
      database.write((transaction) => app.traffic.settle(transaction, ids, asked, newest));
    // Not asked that day: nothing is known.
    await settle([early, late], '2026-11-21');
    expect(await states()).to.equal(Array(5).fill('pending'));
    const before = (await database.revisions()).traffic;
    await settle([early, late], '2026-11-20');
    expect(await states()).to.equal(Array(5).fill('zero'));
    await settle([early, late], '2026-11-20');
    expect((await database.revisions()).traffic).to.equal(before + 1);
  });

  it('says until when a gap can still be filled', async (flags: Flags) => {
    const app = await history(flags);
    const id = await app.repository();
    const never = await app.repository();
    await app.merge(harvest(id, '2026-11-01', answer(['2026-10-31', 5, 2])));
    const standing = async (today: string) => (await app.traffic.coverage([id, never], today)).get(id)!;
    expect(await standing('2026-11-10')).to.equal({
      repositoryId: id,
      since: '2026-10-19',
      upTo: '2026-10-31',
      askedDay: '2026-11-01',
      lostDays: 0,
      missingDays: 9,
      nextLoss: '2026-11-14',
    });
    expect(await standing('2026-11-14')).to.include({ lostDays: 1, missingDays: 13, nextLoss: '2026-11-15' });
    expect(await standing('2026-11-20')).to.include({ lostDays: 7, missingDays: 14, nextLoss: '2026-11-21' });
    const nothing = (await app.traffic.coverage([never], '2026-11-20')).get(never);
    expect(nothing).to.include({
      since: null,
      upTo: null,
      askedDay: null,
      lostDays: 0,
      missingDays: 0,
      nextLoss: null,
    });
  });
});
