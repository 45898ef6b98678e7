import type { MigrationContext } from '../plugins/database/api.js';
import { big, text } from '../plugins/database/columns.js';

export async function up({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.createTable(
    'revisions',
    { name: text(40, { primaryKey: true }), value: big() },
    { transaction },
  );
  const names = ['access', 'repositories', 'traffic'];
  await queryInterface.bulkInsert(
    'revisions',
    names.map((name) => ({ name, value: 1 })),
    { transaction },
  );
}

export async function down({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.dropTable('revisions', { transaction });
}
