import type { MigrationContext } from '../plugins/database/api.js';
import { big, day, flag, id, instant, reference, text } from '../plugins/database/columns.js';

// Names are as GitHub writes them; they are compared in memory, without regard to case, as GitHub does.
// renamed_on is the day since which the present name is used; null: since the repository was added.
export async function up({ queryInterface, transaction }: MigrationContext): Promise<void> {
  const columns = {
    id: id(),
    tenant_id: reference('tenants'),
    github_id: big(),
    owner: text(100),
    name: text(200),
    renamed_on: day({ allowNull: true }),
    description: text(1000),
    private: flag(),
    archived: flag(),
    added_at: instant(),
    hidden_at: instant({ allowNull: true }),
  };
  await queryInterface.createTable('repositories', columns, { transaction });
  await queryInterface.addIndex('repositories', ['tenant_id', 'github_id'], {
    name: 'repositories_tenant_github',
    unique: true,
    transaction,
  });
  await queryInterface.addIndex('repositories', ['owner', 'name'], {
    name: 'repositories_owner_name',
    transaction,
  });
}

export async function down({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.dropTable('repositories', { transaction });
}
