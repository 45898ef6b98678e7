import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import * as collectedRows from '../../../migrations/0130-traffic-add-collected-rows.js';
import * as states from '../../../migrations/0131-imports-keep-states.js';
import * as ranges from '../../../migrations/0132-imports-create-import-ranges.js';
import * as parts from '../../../migrations/0133-imports-create-import-repositories.js';
import type { Flags } from '../../support/app.js';
import { answer, harvest } from '../../support/history.js';
import { stage } from './stage.js';

export const lab = Lab.script();
const { describe, it } = lab;

const MIGRATIONS = [collectedRows, states, ranges, parts];

describe('imports that an older version made', () => {
  it('get states and repositories, so that they show what they showed and can be taken back', async (flags: Flags) => {
    const { server, import: run, stored, track, tenant, rows } = await stage(flags);
    const { id } = await track(tenant, 'rocket');
    const { database, traffic } = server.plugins;
    const { dialect, sequelize } = database;
    const collected = harvest(id, '2026-11-21', answer(['2026-11-10', 0, 0], ['2026-11-11', 2, 1]), answer());
    await database.write((transaction) => traffic.merge(transaction, collected));
    const before = await stored('rocket');
    const queryInterface = sequelize.getQueryInterface();
    const migrate = (step: 'up' | 'down', list: typeof MIGRATIONS) =>
      sequelize.transaction(async (transaction) => {
        for (const one of list) await one[step]({ dialect, sequelize, queryInterface, transaction });
      });
    await migrate('down', [...MIGRATIONS].reverse());
    // As the version before wrote it: figures, no states; 0 said nothing; the last two days are not final.
    const figures: [day: string, views: number, clones: number][] = [
      ['2026-10-01', 5, 0],
      ['2026-10-02', 0, 3],
      ['2026-10-08', 7, 0],
      ['2026-10-09', 7, 2],
    ];
    await queryInterface.bulkInsert('imports', [
      { tenant_id: tenant.id, source: 'old.csv', made_at: new Date('2026-11-01T10:00:00Z'), day_count: 4 },
    ]);
    const [made] = await rows<{ id: number }>('SELECT "id" FROM "imports"');
    const counts = (views: number, clones: number) => ({
      views,
      view_uniques: views,
      clones,
      clone_uniques: clones,
    });
    await queryInterface.bulkInsert(
      'import_days',
      figures.map(([day, views, clones]) => ({
        repository_id: id,
        import_id: made!.id,
        day,
        ...counts(views, clones),
      })),
    );
    const row = (count: number) => (count > 0 ? 1 : 0);
    await queryInterface.bulkInsert(
      'days',
      figures.map(([day, views, clones]) => ({
        ...{ repository_id: id, day, ...counts(views, clones) },
        ...{ views_row: row(views), clones_row: row(clones) },
      })),
    );
    await migrate('up', MIGRATIONS);
    const { said } = await run('--list');
    expect(said[0]).to.contain(`1  ${tenant.githubLogin}/rocket`);
    expect(said[0]).to.contain('4 days, 2026-10-01 to 2026-10-09');
    expect(said[0]).to.contain('somebody whose name was not kept on 2026-11-01 10:00 UTC');
    const kept = await rows<{ day: string; views_state: string; clones_state: string }>(
      'SELECT "day", "views_state", "clones_state" FROM "import_days" ORDER BY "day"',
    );
    expect(kept.map((one) => [one.day, one.views_state, one.clones_state])).to.equal([
      ['2026-10-01', 'measured', 'before'],
      ['2026-10-02', 'before', 'measured'],
      ['2026-10-08', 'partial', 'before'],
      ['2026-10-09', 'partial', 'partial'],
    ]);
    expect((await run('--undo=1')).code).to.equal(0);
    // The zero that GitHub answered is still there.
    expect(await stored('rocket')).to.equal(before);
  });
});
