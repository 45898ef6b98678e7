import type { MigrationContext } from './api.js';

// What a connection was told (reach.ts). A setting that was taken back by a rollback is an empty text, not null. Each is
// looked up once a statement, not once a row, since it stands in a query of its own.
const EVERYTHING = `(SELECT current_setting('traffic.tenants', true) = '*')`;
const listed = (setting: string) =>
  `ANY ((SELECT CASE WHEN current_setting('${setting}', true) = '*' THEN NULL ELSE string_to_array(current_setting('${setting}', true), ',')::bigint[] END)::bigint[])`;
const TENANTS = listed('traffic.tenants');
const SINGLE = listed('traffic.repositories');

/** Rows of the tenants in reach; `column` holds the tenant's id. */
export const ofTenant = (column = 'tenant_id'): string => `${EVERYTHING} OR "${column}" = ${TENANTS}`;

/** Rows of the repositories in reach, by their id in `column`: single ones, and those of the tenants. */
export const ofRepository = (column = 'repository_id'): string =>
  `${EVERYTHING} OR "${column}" = ${SINGLE} OR "${column}" IN (SELECT "id" FROM "repositories" WHERE "tenant_id" = ${TENANTS})`;

/** The table `repositories` itself. */
export const ownRepository = (): string => `${ofTenant()} OR "id" = ${SINGLE}`;

/** The table `tenants` itself: also those of which only a single repository is in reach. */
export const ownTenant = (): string =>
  `${ofTenant('id')} OR "id" IN (SELECT "tenant_id" FROM "repositories" WHERE "id" = ${SINGLE})`;

/**
 * Lets a table show and take only the rows for which `seen` is true, and `added`, where that differs, of new and changed
 * ones, also to its owner. On PostgreSQL; elsewhere it does nothing. Each migration that makes a table of a tenant's rows
 * calls it.
 */
export async function confineRows(
  { dialect, sequelize, transaction }: MigrationContext,
  table: string,
  seen: string,
  added = seen,
): Promise<void> {
  if (dialect !== 'postgres') return;
  const run = (statement: string) => sequelize.query(statement, { transaction });
  await run(`CREATE POLICY "reach" ON "${table}" USING (${seen}) WITH CHECK (${added})`);
  await run(`ALTER TABLE "${table}" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY`);
}

/** Takes `confineRows` back. */
export async function freeRows(
  { dialect, sequelize, transaction }: MigrationContext,
  table: string,
): Promise<void> {
  if (dialect !== 'postgres') return;
  const run = (statement: string) => sequelize.query(statement, { transaction });
  await run(`ALTER TABLE "${table}" NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY`);
  await run(`DROP POLICY "reach" ON "${table}"`);
}
