import type { MigrationContext } from '../plugins/database/api.js';

const COLUMNS = [
  '"repository_id" BIGINT NOT NULL REFERENCES "repositories" ("id") ON DELETE CASCADE',
  '"import_id" BIGINT NOT NULL REFERENCES "imports" ("id") ON DELETE CASCADE',
  '"day" DATE NOT NULL',
  '"views" INTEGER NOT NULL DEFAULT 0',
  '"view_uniques" INTEGER NOT NULL DEFAULT 0',
  '"clones" INTEGER NOT NULL DEFAULT 0',
  '"clone_uniques" INTEGER NOT NULL DEFAULT 0',
  'PRIMARY KEY ("repository_id", "import_id", "day")',
];

// By repository first: all that is imported of one is read together.
export async function up({
  dialect,
  sequelize,
  queryInterface,
  transaction,
}: MigrationContext): Promise<void> {
  const clustered = dialect === 'sqlite' ? ' WITHOUT ROWID' : '';
  await sequelize.query(`CREATE TABLE "import_days" (${COLUMNS.join(', ')})${clustered}`, { transaction });
  await queryInterface.addIndex('import_days', ['import_id'], { name: 'import_days_import', transaction });
}

export async function down({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.dropTable('import_days', { transaction });
}
