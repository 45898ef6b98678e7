import type { MigrationContext } from '../plugins/database/api.js';
import { id, instant, reference, text } from '../plugins/database/columns.js';

export async function up({ queryInterface, transaction }: MigrationContext): Promise<void> {
  const columns = {
    id: id(),
    tenant_id: reference('tenants'),
    sealed: text(1000),
    last4: text(16),
    account: text(100),
    kind: text(20),
    scopes: text(500),
    expires_at: instant({ allowNull: true }),
    checked_at: instant(),
    problem: text(500, { allowNull: true }),
  };
  await queryInterface.createTable('credentials', columns, { transaction });
  await queryInterface.addIndex('credentials', ['tenant_id'], {
    name: 'credentials_tenant',
    unique: true,
    transaction,
  });
}

export async function down({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.dropTable('credentials', { transaction });
}
