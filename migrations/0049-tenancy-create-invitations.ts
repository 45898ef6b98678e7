import type { MigrationContext } from '../plugins/database/api.js';
import { big, count, id, instant, reference, text } from '../plugins/database/columns.js';

// The row goes when the invitation is accepted or taken back: what is there can be used, once, until it expires.
// repository_id 0 is the whole tenant, as in grants.
export async function up({ queryInterface, transaction }: MigrationContext): Promise<void> {
  const columns = {
    id: id(),
    hash: text(64),
    tenant_id: reference('tenants'),
    repository_id: big({ defaultValue: 0 }),
    role: count(),
    email: text(320),
    invited_by: text(200),
    created_at: instant(),
    expires_at: instant(),
  };
  await queryInterface.createTable('invitations', columns, { transaction });
  await queryInterface.addIndex('invitations', ['hash'], {
    name: 'invitations_hash',
    unique: true,
    transaction,
  });
  await queryInterface.addIndex('invitations', ['tenant_id'], { name: 'invitations_tenant', transaction });
}

export async function down({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.dropTable('invitations', { transaction });
}
