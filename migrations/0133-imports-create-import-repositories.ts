import { addColumn, dropColumn } from '../plugins/database/alter.js';
import type { MigrationContext } from '../plugins/database/api.js';
import { addedOfRepository, confineRows, ofRepository } from '../plugins/database/policies.js';

const COLUMNS = [
  '"import_id" BIGINT NOT NULL REFERENCES "imports" ("id") ON DELETE CASCADE',
  '"repository_id" BIGINT NOT NULL REFERENCES "repositories" ("id") ON DELETE CASCADE',
  '"added" INTEGER DEFAULT 0 NOT NULL',
  '"first_day" DATE NOT NULL',
  '"last_day" DATE NOT NULL',
  '"day_count" INTEGER DEFAULT 0 NOT NULL',
  'PRIMARY KEY ("import_id", "repository_id")',
];

// What an import brought of each repository, and whether it was added for it. The rows stay when it is taken back.
export async function up(context: MigrationContext): Promise<void> {
  const { sequelize, queryInterface, transaction } = context;
  await sequelize.query(`CREATE TABLE "import_repositories" (${COLUMNS.join(', ')})`, { transaction });
  await queryInterface.addIndex('import_repositories', ['repository_id'], {
    name: 'import_repositories_repository',
    transaction,
  });
  await sequelize.query(
    'INSERT INTO "import_repositories" ("import_id", "repository_id", "first_day", "last_day", "day_count") SELECT "import_id", "repository_id", MIN("day"), MAX("day"), COUNT(*) FROM "import_days" GROUP BY "import_id", "repository_id"',
    { transaction },
  );
  await confineRows(context, 'import_repositories', ofRepository(), addedOfRepository());
  await addColumn(context, 'imports', 'made_by', "VARCHAR(250) DEFAULT '' NOT NULL");
}

export async function down(context: MigrationContext): Promise<void> {
  await dropColumn(context, 'imports', 'made_by');
  await context.queryInterface.dropTable('import_repositories', { transaction: context.transaction });
}
