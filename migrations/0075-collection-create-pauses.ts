import type { MigrationContext } from '../plugins/database/api.js';
import { instant, text } from '../plugins/database/columns.js';

// GitHub accounts that are not to be asked before an instant; kept, so that a restart does not ask too early.
export async function up({ queryInterface, transaction }: MigrationContext): Promise<void> {
  const columns = { account: text(100, { primaryKey: true }), resume_at: instant() };
  await queryInterface.createTable('pauses', columns, { transaction });
}

export async function down({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.dropTable('pauses', { transaction });
}
