import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { SortColumn, StoredDay, TableQuery } from '../../../plugins/traffic/api.js';
import { addDays } from '../../../plugins/traffic/calendar.js';
import type { Flags } from '../../support/app.js';
import { answer, type History, harvest, history } from '../../support/history.js';

export const lab = Lab.script();
const { describe, it } = lab;

/** Three repositories, in the order of their names not of their ids, with 20 days of different figures. */
async function filled(app: History): Promise<number[]> {
  const ids = [await app.repository(), await app.repository(), await app.repository()];
  for (const [at, id] of ids.entries()) {
    for (const asked of ['2026-11-10', '2026-11-20']) {
      const rows = (factor: number) =>
        answer(
          ...Array.from({ length: 13 }, (_, n): [string, number, number] => {
            const day = addDays(asked, n - 13);
            const count = ((Number(day.slice(8)) * 7 + id * 5) % 11) * factor;
            return [day, count, Math.ceil(count / 2)];
          }),
        );
      const weeks = { views: answer(['2026-11-09', 90, 30 + at]) };
      await app.merge({
        ...harvest(id, asked, rows(3), rows(2)),
        weeks: asked === '2026-11-20' ? weeks : {},
      });
    }
  }
  return [ids[2]!, ids[0]!, ids[1]!];
}

const FIGURES = { views: 'views', visitors: 'visitors', clones: 'clones', cloners: 'cloners' } as const;

describe('the daily table', () => {
  it('sorts by each column both ways, and its pages together are all rows', async (flags: Flags) => {
    const app = await history(flags);
    const ids = await filled(app);
    const query: TableQuery = {
      repositoryIds: ids,
      period: { from: '2026-10-30', to: '2026-11-19' },
      sort: 'day',
      descending: true,
      page: 1,
      pageSize: 10,
      today: '2026-11-20',
    };
    const rank = (row: StoredDay) => ids.indexOf(row.repositoryId);
    for (const sort of ['repository', 'day', 'views', 'visitors', 'clones', 'cloners'] as SortColumn[]) {
      for (const descending of [false, true]) {
        const rows: StoredDay[] = [];
        for (let page = 1; page <= 7; page += 1) {
          const answered = await app.traffic.days({ ...query, sort, descending, page });
          expect(answered.total).to.equal(63);
          expect(answered.rows.length).to.equal(page === 7 ? 3 : 10);
          rows.push(...answered.rows);
        }
        expect(new Set(rows.map((row) => `${row.repositoryId} ${row.day}`)).size).to.equal(63);
        const value = (row: StoredDay) => {
          if (sort === 'repository') return rank(row);
          return sort === 'day' ? Date.parse(row.day) : row[FIGURES[sort]]!;
        };
        for (const [at, row] of rows.entries()) {
          const [before, now] = [value(rows[Math.max(0, at - 1)]!), value(row)];
          expect(descending ? before >= now : before <= now, `${sort} ${descending} ${at}`).to.be.true();
        }
      }
    }
    const beyond = await app.traffic.days({ ...query, page: 8 });
    expect(beyond).to.equal({ rows: [], total: 63 });
    expect(await app.traffic.days({ ...query, repositoryIds: [] })).to.equal({ rows: [], total: 0 });
  });

  it('shows of a metric without a row its known zero, or nothing', async (flags: Flags) => {
    const app = await history(flags);
    const id = await app.repository();
    await app.merge(harvest(id, '2026-11-20', answer(['2026-11-10', 5, 2], ['2026-11-19', 1, 1])));
    const query = { repositoryIds: [id], sort: 'day' as const, descending: false, page: 1, pageSize: 9 };
    const period = { from: '2026-11-01', to: '2026-11-30' };
    const { rows } = await app.traffic.days({ ...query, period, today: '2026-11-20' });
    expect(rows).to.equal([
      {
        repositoryId: id,
        day: '2026-11-10',
        views: 5,
        visitors: 2,
        viewsState: 'measured',
        clones: 0,
        cloners: 0,
        clonesState: 'zero',
      },
      {
        repositoryId: id,
        day: '2026-11-19',
        views: 1,
        visitors: 1,
        viewsState: 'partial',
        clones: null,
        cloners: null,
        clonesState: 'pending',
      },
    ]);
  });
});

describe('the weekly table', () => {
  it('adds up the days of ISO weeks, with exact uniques where GitHub gave them', async (flags: Flags) => {
    const app = await history(flags);
    const ids = await filled(app);
    const period = { from: '2026-10-28', to: '2026-11-18' };
    const query = { repositoryIds: ids, period, page: 1, pageSize: 100, today: '2026-11-20' };
    const { rows, total } = await app.traffic.weeks({ ...query, sort: 'day', descending: true });
    expect(total).to.equal(12);
    expect(rows.map((row) => row.week)).to.equal(
      ['2026-W47', '2026-W46', '2026-W45', '2026-W44'].flatMap((week) => [week, week, week]),
    );
    expect(rows.slice(0, 3).map((row) => row.repositoryId)).to.equal(ids);
    const days = await app.traffic.days({ ...query, sort: 'day', descending: true });
    for (const row of rows) {
      const mine = days.rows.filter(
        (day) =>
          day.repositoryId === row.repositoryId && day.day >= row.monday && day.day < addDays(row.monday, 7),
      );
      expect(row.views).to.equal(mine.reduce((sum, day) => sum + day.views!, 0));
      expect(row.visitorsExact).to.equal(row.monday === '2026-11-09');
      if (!row.visitorsExact)
        expect(row.visitors).to.equal(mine.reduce((sum, day) => sum + day.visitors!, 0));
      expect(row.clonersExact).to.be.false();
    }
    for (const sort of ['views', 'visitors', 'clones', 'cloners'] as const) {
      const sorted = await app.traffic.weeks({ ...query, sort, descending: true, pageSize: 5 });
      const more = await app.traffic.weeks({ ...query, sort, descending: true, pageSize: 5, page: 2 });
      const values = [...sorted.rows, ...more.rows].map((row) => row[sort]!);
      expect(values).to.equal([...values].sort((a, b) => b - a));
      expect(values).to.have.length(10);
    }
    const byName = await app.traffic.weeks({ ...query, sort: 'repository', descending: false });
    expect([...new Set(byName.rows.map((row) => row.repositoryId))]).to.equal(ids);
  });
});

describe('the export', () => {
  it('gives every stored day once, by repository and day, in batches of bounded size', async (flags: Flags) => {
    const app = await history(flags);
    const ids = await filled(app);
    const rows: StoredDay[] = [];
    for await (const batch of app.traffic.exportDays(ids, null, '2026-11-20')) rows.push(...batch);
    const query = { repositoryIds: ids, page: 1, pageSize: 100, today: '2026-11-20' };
    const period = { from: '2026-01-01', to: '2026-12-31' };
    const table = await app.traffic.days({ ...query, period, sort: 'day', descending: false });
    expect(rows).to.have.length(table.total);
    const byName = (a: StoredDay, b: StoredDay) => ids.indexOf(a.repositoryId) - ids.indexOf(b.repositoryId);
    expect(rows).to.equal([...table.rows].sort(byName));
    const some: StoredDay[] = [];
    const few = { from: '2026-11-03', to: '2026-11-04' };
    for await (const batch of app.traffic.exportDays(ids, few, '2026-11-20')) some.push(...batch);
    expect(some.map((row) => row.day)).to.equal(ids.flatMap(() => ['2026-11-03', '2026-11-04']));
  });
});
