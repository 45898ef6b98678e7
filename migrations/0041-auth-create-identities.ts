import type { MigrationContext } from '../plugins/database/api.js';
import { id, instant, reference, text } from '../plugins/database/columns.js';

export async function up({ queryInterface, transaction }: MigrationContext): Promise<void> {
  const columns = {
    id: id(),
    user_id: reference('users'),
    issuer: text(300),
    subject: text(255),
    created_at: instant(),
  };
  await queryInterface.createTable('identities', columns, { transaction });
  await queryInterface.addIndex('identities', ['issuer', 'subject'], {
    name: 'identities_issuer_subject',
    unique: true,
    transaction,
  });
  await queryInterface.addIndex('identities', ['user_id'], { name: 'identities_user', transaction });
}

export async function down({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.dropTable('identities', { transaction });
}
