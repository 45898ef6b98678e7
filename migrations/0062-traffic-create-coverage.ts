import type { MigrationContext } from '../plugins/database/api.js';

// What the ledger says together, as stretches of days: ten years are a handful of rows.
const COLUMNS = [
  '"repository_id" BIGINT NOT NULL REFERENCES "repositories" ("id") ON DELETE CASCADE',
  '"metric" VARCHAR(8) NOT NULL',
  '"kind" VARCHAR(8) NOT NULL',
  '"first_day" DATE NOT NULL',
  '"last_day" DATE NOT NULL',
  'PRIMARY KEY ("repository_id", "metric", "kind", "first_day")',
];

// One statement for every database; only SQLite has to be told to keep the rows in the order of their key.
export async function up({ dialect, sequelize, transaction }: MigrationContext): Promise<void> {
  const clustered = dialect === 'sqlite' ? ' WITHOUT ROWID' : '';
  const statement = `CREATE TABLE "coverage" (${COLUMNS.join(', ')})${clustered}`;
  await sequelize.query(statement, { transaction });
}

export async function down({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.dropTable('coverage', { transaction });
}
