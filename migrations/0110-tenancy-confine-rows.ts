import type { MigrationContext } from '../plugins/database/api.js';
import {
  addedOfRepository,
  confineRows,
  dropReached,
  freeRows,
  makeReached,
  ofRepository,
  ofTenant,
  ownRepository,
  ownTenant,
} from '../plugins/database/policies.js';

const BY_TENANT = ['grants', 'credentials', 'invitations', 'run_tenants', 'imports'];
const BY_REPOSITORY = [
  'repository_names',
  'days',
  'windows',
  'coverage',
  'weeks',
  'snapshots',
  'counts',
  'attempts',
  'import_days',
];

// PostgreSQL's row-level security: whatever a statement forgets, a connection shows and takes only what is in reach.
// Default is closed: a connection that was told nothing sees no row.
export async function up(context: MigrationContext): Promise<void> {
  await confineRows(context, 'tenants', ownTenant());
  await confineRows(context, 'repositories', ownRepository());
  for (const table of BY_TENANT) await confineRows(context, table, ofTenant());
  await makeReached(context);
  for (const table of BY_REPOSITORY) await confineRows(context, table, ofRepository(), addedOfRepository());
  // What belongs to no tenant anybody may have caused (a sign-in), and only who reaches everything may read.
  await confineRows(context, 'events', ofTenant(), `"tenant_id" IS NULL OR ${ofTenant()}`);
}

export async function down(context: MigrationContext): Promise<void> {
  for (const table of ['events', ...BY_REPOSITORY, ...BY_TENANT, 'repositories', 'tenants'])
    await freeRows(context, table);
  await dropReached(context);
}
