import type { MigrationContext } from '../plugins/database/api.js';
import { instant, reference, text } from '../plugins/database/columns.js';

export async function up({ queryInterface, transaction }: MigrationContext): Promise<void> {
  const columns = {
    hash: text(64, { primaryKey: true }),
    user_id: reference('users'),
    issuer: text(300),
    subject: text(255),
    created_at: instant(),
    seen_at: instant(),
    address: text(64),
    agent: text(200),
  };
  await queryInterface.createTable('sessions', columns, { transaction });
  await queryInterface.addIndex('sessions', ['user_id'], { name: 'sessions_user', transaction });
  await queryInterface.addIndex('sessions', ['seen_at'], { name: 'sessions_seen', transaction });
}

export async function down({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.dropTable('sessions', { transaction });
}
