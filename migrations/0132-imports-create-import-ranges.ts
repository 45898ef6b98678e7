import type { MigrationContext } from '../plugins/database/api.js';
import { addedOfRepository, confineRows, ofRepository } from '../plugins/database/policies.js';

const COLUMNS = [
  '"repository_id" BIGINT NOT NULL REFERENCES "repositories" ("id") ON DELETE CASCADE',
  '"import_id" BIGINT NOT NULL REFERENCES "imports" ("id") ON DELETE CASCADE',
  '"metric" VARCHAR(8) NOT NULL',
  '"state" VARCHAR(8) NOT NULL',
  '"first_day" DATE NOT NULL',
  '"last_day" DATE NOT NULL',
  'PRIMARY KEY ("repository_id", "import_id", "metric", "state", "first_day")',
];

// Imported ranges of days without a figure: known zeros, and what another installation missed or lost.
export async function up(context: MigrationContext): Promise<void> {
  const { dialect, sequelize, queryInterface, transaction } = context;
  const clustered = dialect === 'sqlite' ? ' WITHOUT ROWID' : '';
  await sequelize.query(`CREATE TABLE "import_ranges" (${COLUMNS.join(', ')})${clustered}`, { transaction });
  await queryInterface.addIndex('import_ranges', ['import_id'], {
    name: 'import_ranges_import',
    transaction,
  });
  await confineRows(context, 'import_ranges', ofRepository(), addedOfRepository());
}

export async function down({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.dropTable('import_ranges', { transaction });
}
