import { DataTypes } from 'sequelize';
import type { MigrationContext } from '../plugins/database/api.js';
import { big } from '../plugins/database/columns.js';

// One row: how many milliseconds GitHub's clock is ahead of the local ones.
export async function up({ queryInterface, transaction }: MigrationContext): Promise<void> {
  const columns = {
    id: { type: DataTypes.INTEGER, primaryKey: true, allowNull: false },
    offset_ms: big(),
  };
  await queryInterface.createTable('clock', columns, { transaction });
  await queryInterface.bulkInsert('clock', [{ id: 1, offset_ms: 0 }], { transaction });
}

export async function down({ queryInterface, transaction }: MigrationContext): Promise<void> {
  await queryInterface.dropTable('clock', { transaction });
}
