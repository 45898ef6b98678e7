import type { MigrationContext } from './api.js';

// What a connection was told (reach.ts). A setting that was taken back by a rollback is an empty text, not null. Each is
// looked up once a statement, not once a row, since it stands in a query of its own.
const IS_EVERYTHING = `current_setting('traffic.tenants', true) = '*'`;
const EVERYTHING = `(SELECT ${IS_EVERYTHING})`;
const listed = (setting: string) =>
  `CASE WHEN current_setting('${setting}', true) = '*' THEN NULL ELSE string_to_array(current_setting('${setting}', true), ',')::bigint[] END`;
const once = (list: string) => `ANY ((SELECT ${list})::bigint[])`;
/** A list of ids that the connection was told, as an expression in PL/pgSQL; null: none. */
export const toldTenants = listed('traffic.tenants');
export const toldRepositories = listed('traffic.repositories');
const TENANTS = once(toldTenants);
const SINGLE = once(toldRepositories);

/** Rows of the tenants in reach; `column` holds the tenant's id. */
export const ofTenant = (column = 'tenant_id'): string => `${EVERYTHING} OR "${column}" = ${TENANTS}`;

const REPOSITORIES = '"repository_id" IN (SELECT reached_repositories())';

/** Rows of the repositories in reach, by their `repository_id`: single ones, and those of the tenants (migration 0110). */
export const ofRepository = (): string => `${EVERYTHING} OR ${REPOSITORIES}`;

/** The same for rows that are added: they are few, and a query of its own costs more than looking the setting up. */
export const addedOfRepository = (): string => `${IS_EVERYTHING} OR ${REPOSITORIES}`;

/** True where the column holds the id of a single repository in reach. */
export const isSingle = (column: string): string => `"${column}" = ${SINGLE}`;

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
