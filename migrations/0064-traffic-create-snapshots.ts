import type { MigrationContext } from '../plugins/database/api.js';

// Referrers and popular paths of the 14 days up to the day asked; place 0 stands for an empty answer.
const COLUMNS = [
  '"repository_id" BIGINT NOT NULL REFERENCES "repositories" ("id") ON DELETE CASCADE',
  '"kind" VARCHAR(16) NOT NULL',
  '"asked_day" DATE NOT NULL',
  '"place" INTEGER NOT NULL',
  '"name" VARCHAR(1000) NOT NULL',
  '"title" VARCHAR(1000) NOT NULL',
  '"count" INTEGER NOT NULL DEFAULT 0',
  '"uniques" INTEGER NOT NULL DEFAULT 0',
  'PRIMARY KEY ("repository_id", "kind", "asked_day", "place")',
];

// One statement for every database; only SQLite has to be told to keep the rows in the order of their key.
export async function up({ dialect, sequelize, transaction }: MigrationContext): Promise<void> {
  const clustered = dialect === 'sqlite' ? ' WITHOUT ROWID' : '';
  const statement = `CREATE TABLE "snapshots" (${COLUMNS.join(', ')})${clustered}`;
  await sequelize.query(statement, { transaction });
}

export async function down({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.dropTable('snapshots', { transaction });
}
