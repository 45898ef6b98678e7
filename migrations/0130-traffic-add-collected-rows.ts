import { addColumn, dropColumn } from '../plugins/database/alter.js';
import type { MigrationContext } from '../plugins/database/api.js';

const COLUMNS = ['collected_views_row', 'collected_clones_row'];

// Whether GitHub itself gave a row, beside whether there is one (collected or imported). Without it a zero that GitHub
// answered would be taken back together with an import that said more of that day.
export async function up(context: MigrationContext): Promise<void> {
  const { sequelize, transaction } = context;
  const run = (statement: string) => sequelize.query(statement, { transaction });
  for (const column of COLUMNS) await addColumn(context, 'days', column, 'INTEGER DEFAULT 0 NOT NULL');
  await run('UPDATE "days" SET "collected_views_row" = "views_row", "collected_clones_row" = "clones_row"');
  // Where an import has a figure and collecting none, the row is taken for the import's, as it was until now.
  for (const [metric, uniques] of [
    ['views', 'view_uniques'],
    ['clones', 'clone_uniques'],
  ]) {
    const imported = `SELECT 1 FROM "import_days" i WHERE i."repository_id" = "days"."repository_id" AND i."day" = "days"."day" AND i."${metric}" > 0`;
    await run(
      `UPDATE "days" SET "collected_${metric}_row" = 0 WHERE "collected_${metric}" = 0 AND "collected_${uniques}" = 0 AND EXISTS (${imported})`,
    );
  }
}

export async function down(context: MigrationContext): Promise<void> {
  for (const column of COLUMNS) await dropColumn(context, 'days', column);
}
