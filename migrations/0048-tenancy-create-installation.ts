import type { MigrationContext } from '../plugins/database/api.js';
import { big, instant } from '../plugins/database/columns.js';

// One row, id 1: whoever inserts it is the first administrator; the primary key decides the race.
export async function up({ queryInterface, transaction }: MigrationContext): Promise<void> {
  const columns = { id: big({ primaryKey: true }), initialized_at: instant() };
  await queryInterface.createTable('installation', columns, { transaction });
}

export async function down({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.dropTable('installation', { transaction });
}
