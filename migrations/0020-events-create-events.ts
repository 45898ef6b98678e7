import type { MigrationContext } from '../plugins/database/api.js';
import { big, id, instant, text } from '../plugins/database/columns.js';

// No foreign keys: what happened stays when the tenant, the repository or the person is gone.
export async function up({ queryInterface, transaction }: MigrationContext): Promise<void> {
  const columns = {
    id: id(),
    at: instant(),
    level: text(8),
    kind: text(64),
    message: text(1000),
    actor_name: text(200),
    actor_id: big({ allowNull: true }),
    actor_issuer: text(300),
    actor_subject: text(255),
    actor_address: text(64),
    tenant_id: big({ allowNull: true }),
    repository_id: big({ allowNull: true }),
    target: text(300),
    details: text(4000),
  };
  await queryInterface.createTable('events', columns, { transaction });
  await queryInterface.addIndex('events', ['at'], { name: 'events_at', transaction });
  await queryInterface.addIndex('events', ['tenant_id', 'at'], { name: 'events_tenant_at', transaction });
}

export async function down({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.dropTable('events', { transaction });
}
