import { expect } from '@hapi/code';
import Hapi from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import { QueryTypes } from 'sequelize';
import { up } from '../../../migrations/0120-traffic-judge-exact-weeks.js';
import { plugin as database } from '../../../plugins/database/index.js';
import { addDays } from '../../../plugins/traffic/calendar.js';
import { after, type Flags } from '../../support/app.js';
import { ENGINES, type Engine } from '../../support/engines.js';
import { answer, type History, harvest, history } from '../../support/history.js';

export const lab = Lab.script();
const { describe, it } = lab;

// Monday 2024-09-02 to Sunday 2024-09-08.
const MONDAY = '2024-09-02';
const week = (visitors: number) => answer([MONDAY, visitors * 3, visitors]);
const daily = (from: string, to: string, count = 20) => {
  const days: [string, number, number][] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push([day, count, count]);
  return answer(...days);
};

async function shown(app: History, id: number, today = '2024-09-20') {
  const period = { from: MONDAY, to: '2024-09-08' };
  const [point] = (await app.traffic.series([id], period, 'week', today)).get(id)!;
  return [point!.visitors, point!.visitorsExact];
}

describe('a week that GitHub had not counted to its end', () => {
  it('is "at most" when it was asked while GitHub stood still, and has all its days a week later', async (flags: Flags) => {
    const app = await history(flags);
    const id = await app.repository();
    const still = daily('2024-08-28', '2024-09-07');
    await app.merge(harvest(id, '2024-09-10', still, answer(), { weeks: { views: week(122) } }));
    await app.merge(harvest(id, '2024-09-17', daily('2024-09-04', '2024-09-15')));
    expect(await shown(app, id)).to.equal([140, false]);
  });

  it('is exact once it is asked again with its Sunday, with the greater figure', async (flags: Flags) => {
    const app = await history(flags);
    const id = await app.repository();
    const still = daily('2024-08-28', '2024-09-07');
    await app.merge(harvest(id, '2024-09-10', still, answer(), { weeks: { views: week(122) } }));
    const more = daily('2024-08-30', '2024-09-08');
    await app.merge(harvest(id, '2024-09-12', more, answer(), { weeks: { views: week(136) } }));
    expect(await shown(app, id)).to.equal([136, true]);
  });

  it('is exact by what another repository has, also one that was asked later in the run', async (flags: Flags) => {
    const app = await history(flags);
    const [early, late, daysOnly] = [await app.repository(), await app.repository(), await app.repository()];
    const quiet = daily('2024-09-02', '2024-09-07');
    const { database } = app.server.plugins;
    // Its last visitor came on Saturday.
    await app.merge(harvest(early, '2024-09-11', quiet, answer(), { weeks: { views: week(50) } }));
    await app.merge(harvest(daysOnly, '2024-09-10', quiet, answer(), { weeks: { views: week(40) } }));
    await app.merge(harvest(daysOnly, '2024-09-11', quiet));
    const { newest } = await app.merge(harvest(late, '2024-09-11', daily('2024-09-02', '2024-09-09')));
    expect(await shown(app, early)).to.equal([120, false]);
    const settle = () =>
      database.write((transaction) =>
        app.traffic.settle(transaction, [early, late, daysOnly], '2024-09-11', newest!),
      );
    await settle();
    expect(await shown(app, early)).to.equal([50, true]);
    // Its week was answered the day before only, while nothing proved that it was counted to its end.
    expect(await shown(app, daysOnly)).to.equal([120, false]);
    const revision = (await database.revisions()).traffic;
    await settle();
    expect((await database.revisions()).traffic).to.equal(revision);
  });

  it('is "at most" where a day of it is not known, or where an imported day alone had more people', async (flags: Flags) => {
    const app = await history(flags);
    const [whole, broken, imported] = [
      await app.repository(),
      await app.repository(),
      await app.repository(),
    ];
    const rows = daily('2024-08-30', '2024-09-10', 5);
    const leftOut = [{ of: '2024-09-05', why: 'more people than visits are in it' }];
    const buckets = rows.buckets.filter(({ day }) => day !== '2024-09-05');
    const weeks = { views: week(30) };
    await app.merge(harvest(whole, '2024-09-12', rows, answer(), { weeks }));
    await app.merge(harvest(broken, '2024-09-12', { ...rows, buckets, leftOut }, answer(), { weeks }));
    await app.merge(harvest(imported, '2024-09-12', rows, answer(), { weeks }));
    const views = { views: 50, visitors: 40, viewsState: 'measured' } as const;
    const clones = { clones: null, cloners: null, clonesState: 'before' } as const;
    const days = [{ day: '2024-09-04', ...views, ...clones }];
    await app.server.plugins.database.write((transaction) =>
      app.traffic.applyImported(transaction, imported, { days, ranges: [] }),
    );
    expect(await shown(app, whole)).to.equal([30, true]);
    expect(await shown(app, broken)).to.equal([30, false]);
    expect(await shown(app, imported)).to.equal([70, false]);
    const { rows: sorted } = await app.traffic.weeks({
      repositoryIds: [whole, broken, imported],
      period: { from: MONDAY, to: '2024-09-08' },
      ...{ sort: 'visitors', descending: true, page: 1, pageSize: 9, today: '2024-09-20' },
    });
    expect(sorted.map((row) => [row.repositoryId, row.visitors, row.viewsDays])).to.equal([
      [imported, 70, 7],
      [whole, 30, 7],
      [broken, 30, 6],
    ]);
  });

  it('is never called exact, whatever is asked when and however late GitHub is', async (flags: Flags) => {
    const app = await history(flags);
    const round = fc.record({ later: fc.nat(12), newest: fc.nat(12), run: fc.option(fc.nat(12)) });
    await fc.assert(
      fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 5 }), async (rounds) => {
        const id = await app.repository();
        let proven = false;
        for (const { later, newest, run } of rounds) {
          const asked = addDays('2024-09-08', later);
          const until = addDays(asked, -newest);
          const runNewest = run === null ? null : addDays(asked, -run);
          const rows = daily(addDays(asked, -13), until);
          await app.merge(harvest(id, asked, rows, answer(), { weeks: { views: week(30) }, runNewest }));
          const seen = [rows.buckets.at(-1)?.day ?? '', runNewest ?? ''].sort().at(-1)!;
          proven ||= later >= 2 && later <= 7 && seen >= '2024-09-08';
        }
        const [, exact] = await shown(app, id, '2024-10-30');
        if (exact) expect(proven).to.be.true();
      }),
      { numRuns: 60 },
    );
  });
});

describe('weeks that were taken for exact before', () => {
  for (const engine of ENGINES) {
    const skip = engine.absent !== null;
    const title = `are judged once more from the ledger on ${engine.name}`;
    it(skip ? `${title}; ${engine.absent}` : title, { skip, timeout: 60_000 }, async (flags: Flags) => {
      const exact = await judged(flags, engine, [
        // Asked on Tuesday with nothing newer than Saturday, and again when the week was out of the window.
        { repository: 1, asked: '2024-09-10', newest: '2024-09-07' },
        { repository: 1, asked: '2024-09-17', newest: '2024-09-15' },
        // Itself quiet since Friday; on Wednesday others had the Sunday.
        { repository: 2, asked: '2024-09-11', newest: '2024-09-06' },
        { repository: 3, asked: '2024-09-11', newest: '2024-09-08' },
        // Only when its Sunday was one day old, or eight.
        { repository: 4, asked: '2024-09-09', newest: '2024-09-08' },
        { repository: 4, asked: '2024-09-16', newest: '2024-09-14' },
        // Clones alone were answered.
        { repository: 5, asked: '2024-09-15', newest: '2024-09-13', views: 0 },
        // Its newest day was still to come.
        { repository: 6, asked: '2024-09-13', newest: '2024-09-14' },
      ]);
      expect(exact).to.equal(['1 0 0', '2 1 1', '3 1 1', '4 0 0', '5 0 1', '6 0 0']);
    });
  }
});

interface Window {
  repository: number;
  asked: string;
  newest: string;
  views?: number;
}

/** What is left of "exact" (views, clones) of week 36 of six repositories, by this ledger. */
async function judged(flags: Flags, engine: Engine, ledger: Window[]): Promise<string[]> {
  const options = await engine.open(flags);
  const server = Hapi.server();
  await server.register({ plugin: database, options });
  after(flags, () => server.stop());
  const { migrate, sequelize, write } = server.plugins.database;
  await migrate();
  const queryInterface = sequelize.getQueryInterface();
  const tenant = { id: 1, name: 'acme', github_login: 'acme', created_at: new Date(0) };
  await queryInterface.bulkInsert('tenants', [tenant]);
  const ids = [1, 2, 3, 4, 5, 6];
  await queryInterface.bulkInsert(
    'repositories',
    ids.map((id) => {
      const texts = { owner: 'acme', name: `r${id}`, description: '' };
      return {
        id,
        tenant_id: 1,
        github_id: id,
        ...texts,
        private: false,
        archived: false,
        added_at: new Date(0),
      };
    }),
  );
  const exact = { views: 9, view_uniques: 3, clones: 9, clone_uniques: 3, views_exact: 1, clones_exact: 1 };
  await queryInterface.bulkInsert(
    'weeks',
    ids.map((id) => ({ repository_id: id, monday: MONDAY, ...exact })),
  );
  await queryInterface.bulkInsert(
    'windows',
    ledger.map(({ repository, asked, newest, views = 1 }) => ({
      repository_id: repository,
      asked_day: asked,
      first_day: addDays(asked, -13),
      newest_views: views ? newest : '1970-01-01',
      newest_clones: newest,
      ...{
        views: 0,
        view_uniques: 0,
        clones: 0,
        clone_uniques: 0,
        views_answered: views,
        clones_answered: 1,
      },
    })),
  );
  await write((transaction) => up({ dialect: options.dialect, sequelize, queryInterface, transaction }));
  const rows = await sequelize.query<Record<string, number>>(
    'SELECT "repository_id" AS "id", "views_exact" AS "views", "clones_exact" AS "clones" FROM "weeks" ORDER BY "repository_id"',
    { type: QueryTypes.SELECT },
  );
  return rows.map(({ id, views, clones }) => `${id} ${views} ${clones}`);
}
