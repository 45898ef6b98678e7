import type { MigrationContext } from '../plugins/database/api.js';

/** GitHub's own sentence beside the advice of a failing repository. In SQL, since all three databases take it alike. */
export async function up({ sequelize, transaction }: MigrationContext): Promise<void> {
  await sequelize.query('ALTER TABLE "attempts" ADD COLUMN "quote" VARCHAR(400)', { transaction });
}

export async function down({ sequelize, transaction }: MigrationContext): Promise<void> {
  await sequelize.query('ALTER TABLE "attempts" DROP COLUMN "quote"', { transaction });
}
