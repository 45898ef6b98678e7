import type { MigrationContext } from '../plugins/database/api.js';
import { instant, text } from '../plugins/database/columns.js';

export async function up({ queryInterface, transaction }: MigrationContext): Promise<void> {
  const columns = { name: text(40, { primaryKey: true }), holder: text(64), expires_at: instant() };
  await queryInterface.createTable('leases', columns, { transaction });
  // The row is there from the beginning, so that taking a lease is always an update and never a race of inserts.
  const free = { name: 'collection', holder: 'nobody', expires_at: new Date(0) };
  await queryInterface.bulkInsert('leases', [free], { transaction });
}

export async function down({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.dropTable('leases', { transaction });
}
