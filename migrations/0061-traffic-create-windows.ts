import type { MigrationContext } from '../plugins/database/api.js';

// The ledger: what each answer of GitHub covered, and the figures it deduplicates over 14 days.
// By day first: a run's rows then lie side by side, and adding one writes a page that is in memory already.
const COLUMNS = [
  '"repository_id" BIGINT NOT NULL REFERENCES "repositories" ("id") ON DELETE CASCADE',
  '"asked_day" DATE NOT NULL',
  '"first_day" DATE NOT NULL',
  '"newest_views" DATE NOT NULL',
  '"newest_clones" DATE NOT NULL',
  '"views" INTEGER NOT NULL DEFAULT 0',
  '"view_uniques" INTEGER NOT NULL DEFAULT 0',
  '"clones" INTEGER NOT NULL DEFAULT 0',
  '"clone_uniques" INTEGER NOT NULL DEFAULT 0',
  '"views_answered" INTEGER NOT NULL DEFAULT 0',
  '"clones_answered" INTEGER NOT NULL DEFAULT 0',
  'PRIMARY KEY ("asked_day", "repository_id")',
];

// One statement for every database; only SQLite has to be told to keep the rows in the order of their key.
export async function up({ dialect, sequelize, transaction }: MigrationContext): Promise<void> {
  const clustered = dialect === 'sqlite' ? ' WITHOUT ROWID' : '';
  const statement = `CREATE TABLE "windows" (${COLUMNS.join(', ')})${clustered}`;
  await sequelize.query(statement, { transaction });
}

export async function down({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.dropTable('windows', { transaction });
}
