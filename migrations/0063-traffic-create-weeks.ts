import type { MigrationContext } from '../plugins/database/api.js';

// Weeks that GitHub answered whole and final, with exact uniques.
const COLUMNS = [
  '"repository_id" BIGINT NOT NULL REFERENCES "repositories" ("id") ON DELETE CASCADE',
  '"monday" DATE NOT NULL',
  '"views" INTEGER NOT NULL DEFAULT 0',
  '"view_uniques" INTEGER NOT NULL DEFAULT 0',
  '"clones" INTEGER NOT NULL DEFAULT 0',
  '"clone_uniques" INTEGER NOT NULL DEFAULT 0',
  '"views_exact" INTEGER NOT NULL DEFAULT 0',
  '"clones_exact" INTEGER NOT NULL DEFAULT 0',
  'PRIMARY KEY ("repository_id", "monday")',
];

// One statement for every database; only SQLite has to be told to keep the rows in the order of their key.
export async function up({ dialect, sequelize, transaction }: MigrationContext): Promise<void> {
  const clustered = dialect === 'sqlite' ? ' WITHOUT ROWID' : '';
  const statement = `CREATE TABLE "weeks" (${COLUMNS.join(', ')})${clustered}`;
  await sequelize.query(statement, { transaction });
}

export async function down({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.dropTable('weeks', { transaction });
}
