import type { MigrationContext } from '../plugins/database/api.js';
import { count, id, instant, reference, text } from '../plugins/database/columns.js';

// Where imported figures came from. An import that was taken back keeps its row and has no days any more.
export async function up({ queryInterface, transaction }: MigrationContext): Promise<void> {
  const columns = {
    id: id(),
    tenant_id: reference('tenants'),
    source: text(1000),
    made_at: instant(),
    day_count: count(),
    undone_at: instant({ allowNull: true }),
  };
  await queryInterface.createTable('imports', columns, { transaction });
  await queryInterface.addIndex('imports', ['tenant_id'], { name: 'imports_tenant', transaction });
}

export async function down({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.dropTable('imports', { transaction });
}
