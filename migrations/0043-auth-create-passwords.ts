import type { MigrationContext } from '../plugins/database/api.js';
import { instant, reference, text } from '../plugins/database/columns.js';

export async function up({ queryInterface, transaction }: MigrationContext): Promise<void> {
  const columns = {
    user_id: reference('users', { primaryKey: true }),
    hash: text(300),
    changed_at: instant(),
  };
  await queryInterface.createTable('passwords', columns, { transaction });
}

export async function down({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.dropTable('passwords', { transaction });
}
