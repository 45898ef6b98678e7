import { QueryTypes } from 'sequelize';
import { addColumn, dropColumn } from '../plugins/database/alter.js';
import type { MigrationContext } from '../plugins/database/api.js';

const COLUMNS = ['views_state', 'clones_state'];
const DAY_MS = 86_400_000;

// What each imported figure is: `measured`, `partial`, or a state without a figure; `before` says nothing. Days imported
// so far get what was worked out of them until now: the last two of a repository are partial, and a count of 0 said
// nothing.
export async function up(context: MigrationContext): Promise<void> {
  const { dialect, sequelize, transaction } = context;
  const run = (statement: string) => sequelize.query(statement, { transaction });
  for (const column of COLUMNS)
    await addColumn(context, 'import_days', column, "VARCHAR(8) DEFAULT 'before' NOT NULL");
  const ends = await sequelize.query<{ id: number | string; newest: string }>(
    'SELECT "repository_id" AS "id", MAX("day") AS "newest" FROM "import_days" WHERE "views" > 0 OR "clones" > 0 GROUP BY "repository_id"',
    { type: QueryTypes.SELECT, transaction },
  );
  for (const { id, newest } of ends) {
    const settled = new Date(Date.parse(String(newest).slice(0, 10)) - 2 * DAY_MS).toISOString().slice(0, 10);
    // SQLite's CAST would make the year's number of it.
    const when = `"day" <= ${dialect === 'sqlite' ? `'${settled}'` : `CAST('${settled}' AS DATE)`}`;
    const state = (metric: string) =>
      `CASE WHEN "${metric}" = 0 THEN 'before' WHEN ${when} THEN 'measured' ELSE 'partial' END`;
    await run(
      `UPDATE "import_days" SET "views_state" = ${state('views')}, "clones_state" = ${state('clones')} WHERE "repository_id" = ${Number(id)}`,
    );
  }
}

export async function down(context: MigrationContext): Promise<void> {
  for (const column of COLUMNS) await dropColumn(context, 'import_days', column);
}
