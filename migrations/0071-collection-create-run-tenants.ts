import type { MigrationContext } from '../plugins/database/api.js';
import { count, reference } from '../plugins/database/columns.js';

// A run's figures by tenant: what a tenant sees of a run is its own part.
export async function up({ queryInterface, transaction }: MigrationContext): Promise<void> {
  const columns = {
    run_id: reference('runs', { primaryKey: true }),
    tenant_id: reference('tenants', { primaryKey: true }),
    due: count(),
    collected: count(),
    failed: count(),
    remaining: count(),
  };
  await queryInterface.createTable('run_tenants', columns, { transaction });
  await queryInterface.addIndex('run_tenants', ['tenant_id', 'run_id'], {
    name: 'run_tenants_tenant',
    transaction,
  });
}

export async function down({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.dropTable('run_tenants', { transaction });
}
