import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import { QueryTypes } from 'sequelize';
import type { TrafficAnswer } from '../../../plugins/github/api.js';
import type { Harvest } from '../../../plugins/traffic/api.js';
import { addDays } from '../../../plugins/traffic/calendar.js';
import type { Flags } from '../../support/app.js';
import { answer, type History, harvest, history } from '../../support/history.js';
import { naiveFigures, naiveState } from '../../support/naive.js';

export const lab = Lab.script();
const { describe, it } = lab;

const START = '2024-02-01';

const anyAnswer = (asked: string): fc.Arbitrary<TrafficAnswer> =>
  fc
    .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 14 }), fc.integer({ min: 0, max: 9 }), fc.nat(9)), {
      selector: ([age]) => age,
      maxLength: 15,
    })
    .map((rows) => {
      const days = rows.map(([age, count, uniques]): [string, number, number] => {
        return [addDays(asked, -age), count, Math.min(count, uniques)];
      });
      return answer(...days.sort());
    });

const anyHarvest: fc.Arbitrary<Omit<Harvest, 'repositoryId'>> = fc
  .integer({ min: 0, max: 70 })
  .chain((later) => {
    const askedDay = addDays(START, later);
    const some = fc.option(anyAnswer(askedDay), { nil: undefined, freq: 4 });
    const newest = fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined });
    return fc.tuple(some, some, newest).map(([views, clones, age]) => ({
      askedDay,
      runNewest: age === undefined ? null : addDays(askedDay, -age),
      days: { ...(views && { views }), ...(clones && { clones }) },
      weeks: {},
    }));
  });

async function dump({ server }: History, repositoryId: number): Promise<object> {
  const tables = ['days', 'windows', 'coverage', 'weeks'];
  const { sequelize } = server.plugins.database;
  const reads = tables.map(async (table) => {
    const rows = await sequelize.query<Record<string, unknown>>(
      `SELECT * FROM "${table}" WHERE "repository_id" = ${repositoryId} ORDER BY 1, 2, 3, 4`,
      { type: QueryTypes.SELECT },
    );
    return [table, rows.map(({ repository_id, ...row }) => row)];
  });
  return Object.fromEntries(await Promise.all(reads));
}

describe('merging', () => {
  it('ends in the same tables whatever the order and however often an answer comes', async (flags: Flags) => {
    const app = await history(flags);
    const lists = fc.array(anyHarvest, { minLength: 1, maxLength: 6 });
    const both = lists.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2, maxLength: list.length * 2 }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(both, async ([list, again]) => {
        const [one, other] = [await app.repository(), await app.repository()];
        for (const each of list) await app.merge({ ...each, repositoryId: one });
        for (const each of again) await app.merge({ ...each, repositoryId: other });
        expect(await dump(app, other)).to.equal(await dump(app, one));
      }),
      { numRuns: 40 },
    );
  });

  it('keeps of every day the greatest figures and the state that the rules give it', async (flags: Flags) => {
    const app = await history(flags);
    const lists = fc.array(anyHarvest, { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(lists, fc.integer({ min: 0, max: 20 }), async (list, later) => {
        const repositoryId = await app.repository();
        const harvests = list.map((each): Harvest => ({ ...each, repositoryId }));
        for (const each of harvests) await app.merge(each);
        const today = addDays(
          harvests
            .map((each) => each.askedDay)
            .sort()
            .at(-1)!,
          later,
        );
        const period = { from: addDays(START, -20), to: addDays(today, 2) };
        const points = (await app.traffic.series([repositoryId], period, 'day', today)).get(repositoryId)!;
        for (const point of points) {
          const views = naiveState(harvests, 'views', point.start, today);
          const clones = naiveState(harvests, 'clones', point.start, today);
          expect([point.viewsState, point.clonesState], point.start).to.equal([views, clones]);
          const figures = naiveFigures(harvests, 'views', point.start);
          expect([point.views ?? 0, point.visitors ?? 0], point.start).to.equal([
            figures.count,
            figures.uniques,
          ]);
        }
        const [standing] = (await app.traffic.coverage([repositoryId], today)).values();
        const count = (state: string) =>
          points.filter(
            (one) => one.start <= today && [one.viewsState, one.clonesState].includes(state as never),
          ).length;
        expect([standing!.lostDays, standing!.missingDays]).to.equal([count('lost'), count('missing')]);
      }),
      { numRuns: 60 },
    );
  });

  it('writes nothing and wakes no reader when an answer says nothing new', async (flags: Flags) => {
    const app = await history(flags);
    const id = await app.repository();
    const week = answer(['2026-11-02', 9, 4]);
    const places = [{ name: 'github.com', title: '', count: 3, uniques: 2 }];
    const all = harvest(id, '2026-11-12', answer(['2026-11-09', 5, 2]), answer(['2026-11-08', 1, 1]), {
      weeks: { views: week, clones: week },
      referrers: places,
      paths: [],
      counts: { stars: 5, forks: 1, watchers: 2, openIssues: 3 },
    });
    const revision = async () => (await app.server.plugins.database.revisions()).traffic;
    await app.merge(all);
    const [after, tables] = [await revision(), await dump(app, id)];
    await app.merge(all);
    expect(await revision()).to.equal(after);
    expect(await dump(app, id)).to.equal(tables);
    await app.merge({ ...all, counts: { stars: 4, forks: 1, watchers: 2, openIssues: 3 } });
    expect(await revision()).to.equal(after + 1);
  });
});
