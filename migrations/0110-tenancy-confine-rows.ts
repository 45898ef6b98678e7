import type { MigrationContext } from '../plugins/database/api.js';
import {
  addedOfRepository,
  confineRows,
  freeRows,
  isSingle,
  ofRepository,
  ofTenant,
  toldRepositories,
  toldTenants,
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

// What the policies of ofRepository ask. A function, though a query in the policy would do: that would be planned anew for
// every table of every statement, which made a merge take twice as long. It is called once a statement, and never where
// everything is in reach.
const REPOSITORIES = `CREATE FUNCTION reached_repositories() RETURNS SETOF bigint LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path FROM CURRENT AS $$DECLARE tenants bigint[] := ${toldTenants}; single bigint[] := ${toldRepositories}; BEGIN RETURN QUERY SELECT "id" FROM "repositories" WHERE "tenant_id" = ANY (tenants) OR "id" = ANY (single); END$$`;

// Also the tenants of which only a single repository is in reach: their names are shown.
const TENANTS = `${ofTenant('id')} OR "id" IN (SELECT "tenant_id" FROM "repositories" WHERE ${isSingle('id')})`;

// PostgreSQL's row-level security: whatever a statement forgets, a connection shows and takes only what is in reach.
// Default is closed: a connection that was told nothing sees no row.
export async function up(context: MigrationContext): Promise<void> {
  const { dialect, sequelize, transaction } = context;
  await confineRows(context, 'tenants', TENANTS);
  await confineRows(context, 'repositories', `${ofTenant()} OR ${isSingle('id')}`);
  for (const table of BY_TENANT) await confineRows(context, table, ofTenant());
  if (dialect === 'postgres') await sequelize.query(REPOSITORIES, { transaction });
  for (const table of BY_REPOSITORY) await confineRows(context, table, ofRepository(), addedOfRepository());
  // What belongs to no tenant anybody may have caused (a sign-in), and only who reaches everything may read.
  await confineRows(context, 'events', ofTenant(), `"tenant_id" IS NULL OR ${ofTenant()}`);
}

export async function down(context: MigrationContext): Promise<void> {
  const { dialect, sequelize, transaction } = context;
  for (const table of ['events', ...BY_REPOSITORY, ...BY_TENANT, 'repositories', 'tenants'])
    await freeRows(context, table);
  if (dialect === 'postgres') await sequelize.query('DROP FUNCTION reached_repositories()', { transaction });
}
