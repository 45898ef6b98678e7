import type { MigrationContext } from '../plugins/database/api.js';
import { text } from '../plugins/database/columns.js';

// What a provider said when a session began. Apart from `sessions`, which every page reads; it goes with the session.
export async function up({ queryInterface, transaction }: MigrationContext): Promise<void> {
  const columns = {
    hash: text(64, {
      primaryKey: true,
      references: { model: 'sessions', key: 'hash' },
      onDelete: 'CASCADE',
    }),
    id_token: text(6000),
    unverified_email: text(320),
  };
  await queryInterface.createTable('session_answers', columns, { transaction });
}

export async function down({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.dropTable('session_answers', { transaction });
}
