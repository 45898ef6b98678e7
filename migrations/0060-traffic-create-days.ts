import type { MigrationContext } from '../plugins/database/api.js';

// The kept history: effective and collected counts of a day, and whether GitHub ever gave a row.
const COLUMNS = [
  '"repository_id" BIGINT NOT NULL REFERENCES "repositories" ("id") ON DELETE CASCADE',
  '"day" DATE NOT NULL',
  '"views" INTEGER NOT NULL DEFAULT 0',
  '"view_uniques" INTEGER NOT NULL DEFAULT 0',
  '"clones" INTEGER NOT NULL DEFAULT 0',
  '"clone_uniques" INTEGER NOT NULL DEFAULT 0',
  '"collected_views" INTEGER NOT NULL DEFAULT 0',
  '"collected_view_uniques" INTEGER NOT NULL DEFAULT 0',
  '"collected_clones" INTEGER NOT NULL DEFAULT 0',
  '"collected_clone_uniques" INTEGER NOT NULL DEFAULT 0',
  '"views_row" INTEGER NOT NULL DEFAULT 0',
  '"clones_row" INTEGER NOT NULL DEFAULT 0',
  'PRIMARY KEY ("repository_id", "day")',
];

// One statement for every database; only SQLite has to be told to keep the rows in the order of their key.
export async function up({ dialect, sequelize, transaction }: MigrationContext): Promise<void> {
  const clustered = dialect === 'sqlite' ? ' WITHOUT ROWID' : '';
  const statement = `CREATE TABLE "days" (${COLUMNS.join(', ')})${clustered}`;
  await sequelize.query(statement, { transaction });
}

export async function down({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.dropTable('days', { transaction });
}
