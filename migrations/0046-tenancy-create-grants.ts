import type { MigrationContext } from '../plugins/database/api.js';
import { big, count, id, instant, reference } from '../plugins/database/columns.js';

// tenant_id 0 is the installation and repository_id 0 the whole tenant: a unique rule over columns that may be null
// means different things on different databases.
export async function up({ queryInterface, transaction }: MigrationContext): Promise<void> {
  const columns = {
    id: id(),
    user_id: reference('users'),
    tenant_id: big({ defaultValue: 0 }),
    repository_id: big({ defaultValue: 0 }),
    role: count(),
    granted_at: instant(),
  };
  await queryInterface.createTable('grants', columns, { transaction });
  await queryInterface.addIndex('grants', ['user_id', 'tenant_id', 'repository_id', 'role'], {
    name: 'grants_once',
    unique: true,
    transaction,
  });
  await queryInterface.addIndex('grants', ['tenant_id'], { name: 'grants_tenant', transaction });
}

export async function down({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.dropTable('grants', { transaction });
}
