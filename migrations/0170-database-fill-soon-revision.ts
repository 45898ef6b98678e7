import type { MigrationContext } from '../plugins/database/api.js';

const NAME = 'traffic_soon';

// Raised by what a collection keeps: readers take it up every few seconds, not with each repository.
export async function up({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.bulkInsert('revisions', [{ name: NAME, value: 1 }], { transaction });
}

export async function down({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.bulkDelete('revisions', { name: NAME }, { transaction });
}
