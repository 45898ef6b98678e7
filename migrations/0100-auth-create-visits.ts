import type { MigrationContext } from '../plugins/database/api.js';
import { instant, reference } from '../plugins/database/columns.js';

// Sessions go when they end; when somebody was here last stays.
export async function up({ queryInterface, transaction }: MigrationContext): Promise<void> {
  const columns = { user_id: reference('users', { primaryKey: true }), seen_at: instant() };
  await queryInterface.createTable('visits', columns, { transaction });
}

export async function down({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.dropTable('visits', { transaction });
}
