import { addColumn, dropColumn } from '../plugins/database/alter.js';
import type { MigrationContext } from '../plugins/database/api.js';

/** GitHub's own sentence beside the advice of a failing repository. */
export async function up(context: MigrationContext): Promise<void> {
  await addColumn(context, 'attempts', 'quote', 'VARCHAR(400)');
}

export async function down(context: MigrationContext): Promise<void> {
  await dropColumn(context, 'attempts', 'quote');
}
