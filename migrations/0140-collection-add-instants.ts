import { addColumn, dropColumn } from '../plugins/database/alter.js';
import type { Dialect, MigrationContext } from '../plugins/database/api.js';

const INSTANT: Record<Dialect, string> = {
  sqlite: 'DATETIME',
  postgres: 'TIMESTAMP WITH TIME ZONE',
  db2: 'TIMESTAMP',
};

const columns = (dialect: Dialect): [table: string, column: string, type: string][] => [
  // Since when a lease is held and what for, for whoever is told to wait for it.
  ['leases', 'taken_at', INSTANT[dialect]],
  ['leases', 'cause', 'VARCHAR(16)'],
  // When a pause was written down: one from the future was written by a clock that was ahead.
  ['pauses', 'noted_at', INSTANT[dialect]],
  // The newest day that GitHub gave in the run.
  ['runs', 'newest_day', 'DATE'],
];

export async function up(context: MigrationContext): Promise<void> {
  for (const [table, column, type] of columns(context.dialect)) await addColumn(context, table, column, type);
}

export async function down(context: MigrationContext): Promise<void> {
  for (const [table, column] of columns(context.dialect).reverse()) await dropColumn(context, table, column);
}
