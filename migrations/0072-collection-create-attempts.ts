import type { MigrationContext } from '../plugins/database/api.js';
import { count, instant, reference, text } from '../plugins/database/columns.js';

export async function up({ queryInterface, transaction }: MigrationContext): Promise<void> {
  const columns = {
    repository_id: reference('repositories', { primaryKey: true }),
    last_success: instant({ allowNull: true }),
    rest_success: instant({ allowNull: true }),
    verified_at: instant({ allowNull: true }),
    last_try: instant(),
    next_try: instant({ allowNull: true }),
    failures: count(),
    failing_since: instant({ allowNull: true }),
    error_class: text(16, { allowNull: true }),
    part: text(20, { allowNull: true }),
    advice: text(500, { allowNull: true }),
    href: text(300, { allowNull: true }),
  };
  await queryInterface.createTable('attempts', columns, { transaction });
}

export async function down({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.dropTable('attempts', { transaction });
}
