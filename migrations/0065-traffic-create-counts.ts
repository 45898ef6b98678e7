import type { MigrationContext } from '../plugins/database/api.js';

// Stars, forks, watchers and open issues, as last answered on a day.
const COLUMNS = [
  '"repository_id" BIGINT NOT NULL REFERENCES "repositories" ("id") ON DELETE CASCADE',
  '"day" DATE NOT NULL',
  '"stars" INTEGER NOT NULL DEFAULT 0',
  '"forks" INTEGER NOT NULL DEFAULT 0',
  '"watchers" INTEGER NOT NULL DEFAULT 0',
  '"open_issues" INTEGER NOT NULL DEFAULT 0',
  'PRIMARY KEY ("repository_id", "day")',
];

// One statement for every database; only SQLite has to be told to keep the rows in the order of their key.
export async function up({ dialect, sequelize, transaction }: MigrationContext): Promise<void> {
  const clustered = dialect === 'sqlite' ? ' WITHOUT ROWID' : '';
  const statement = `CREATE TABLE "counts" (${COLUMNS.join(', ')})${clustered}`;
  await sequelize.query(statement, { transaction });
}

export async function down({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.dropTable('counts', { transaction });
}
