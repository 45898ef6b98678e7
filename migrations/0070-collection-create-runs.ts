import type { MigrationContext } from '../plugins/database/api.js';
import { count, flag, id, instant, text } from '../plugins/database/columns.js';

export async function up({ queryInterface, transaction }: MigrationContext): Promise<void> {
  const columns = {
    id: id(),
    cause: text(16),
    actor: text(200),
    everything: flag(),
    outcome: text(16),
    started_at: instant(),
    ended_at: instant({ allowNull: true }),
    tracked: count(),
    due: count(),
    collected: count(),
    failed: count(),
    remaining: count(),
    next_try: instant({ allowNull: true }),
  };
  await queryInterface.createTable('runs', columns, { transaction });
  await queryInterface.addIndex('runs', ['started_at'], { name: 'runs_started', transaction });
}

export async function down({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.dropTable('runs', { transaction });
}
