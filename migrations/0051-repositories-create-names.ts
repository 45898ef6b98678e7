import type { MigrationContext } from '../plugins/database/api.js';
import { day, id, reference, text } from '../plugins/database/columns.js';

export async function up({ queryInterface, transaction }: MigrationContext): Promise<void> {
  const columns = {
    id: id(),
    repository_id: reference('repositories'),
    owner: text(100),
    name: text(200),
    since: day(),
  };
  await queryInterface.createTable('repository_names', columns, { transaction });
  await queryInterface.addIndex('repository_names', ['repository_id'], {
    name: 'repository_names_repository',
    transaction,
  });
  await queryInterface.addIndex('repository_names', ['owner', 'name'], {
    name: 'repository_names_owner_name',
    transaction,
  });
}

export async function down({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.dropTable('repository_names', { transaction });
}
