import type { MigrationContext } from '../plugins/database/api.js';
import { id, instant, text } from '../plugins/database/columns.js';

export async function up({ queryInterface, transaction }: MigrationContext): Promise<void> {
  const columns = {
    id: id(),
    name: text(200),
    github_login: text(100),
    created_at: instant(),
    suspended_at: instant({ allowNull: true }),
  };
  await queryInterface.createTable('tenants', columns, { transaction });
}

export async function down({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.dropTable('tenants', { transaction });
}
