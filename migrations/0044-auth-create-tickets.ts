import type { MigrationContext } from '../plugins/database/api.js';
import { big, instant, text } from '../plugins/database/columns.js';

// What counts once: a sign-in link (its row goes when it is used), and what has been used up (its row comes then: the
// primary key refuses the second use). user_id 0 is nobody in particular, so there is no foreign key.
export async function up({ queryInterface, transaction }: MigrationContext): Promise<void> {
  const columns = {
    hash: text(64, { primaryKey: true }),
    kind: text(20),
    user_id: big({ defaultValue: 0 }),
    expires_at: instant(),
  };
  await queryInterface.createTable('tickets', columns, { transaction });
  await queryInterface.addIndex('tickets', ['expires_at'], { name: 'tickets_expires', transaction });
}

export async function down({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.dropTable('tickets', { transaction });
}
