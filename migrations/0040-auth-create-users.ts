import type { MigrationContext } from '../plugins/database/api.js';
import { flag, id, instant, text } from '../plugins/database/columns.js';

export async function up({ queryInterface, transaction }: MigrationContext): Promise<void> {
  const columns = {
    id: id(),
    name: text(200),
    email: text(320),
    email_verified: flag(),
    created_at: instant(),
    disabled_at: instant({ allowNull: true }),
  };
  await queryInterface.createTable('users', columns, { transaction });
}

export async function down({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.dropTable('users', { transaction });
}
