import type { MigrationContext } from '../plugins/database/api.js';
import { instant, reference, text } from '../plugins/database/columns.js';

export async function up({ queryInterface, transaction }: MigrationContext): Promise<void> {
  const columns = { ce_id: text(64, { primaryKey: true }), run_id: reference('runs'), ended_at: instant() };
  await queryInterface.createTable('deliveries', columns, { transaction });
}

export async function down({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.dropTable('deliveries', { transaction });
}
