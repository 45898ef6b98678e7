import type { MigrationContext } from './api.js';

function quoted(text: string): string {
  return text.replaceAll("'", "''");
}

// What a connection was told (reach.ts). A setting that was taken back by a rollback is an empty text, not null. Each is
// looked up once a statement, not once a row, since it stands in a query of its own.
const IS_EVERYTHING = `current_setting('traffic.tenants', true) = '*'`;
const EVERYTHING = `(SELECT ${IS_EVERYTHING})`;
const listed = (setting: string) =>
  `CASE WHEN current_setting('${setting}', true) = '*' THEN NULL ELSE string_to_array(current_setting('${setting}', true), ',')::bigint[] END`;
const once = (list: string) => `ANY ((SELECT ${list})::bigint[])`;
const TENANTS = once(listed('traffic.tenants'));
const SINGLE = once(listed('traffic.repositories'));

// A function, though a query in the policy would do: that would be planned anew for every table of every statement, which
// made a merge take twice as long. Called once a statement, and never where everything is in reach.
const FUNCTION = `CREATE FUNCTION reached_repositories() RETURNS SETOF bigint LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path FROM CURRENT AS 'DECLARE tenants bigint[] := ${quoted(listed('traffic.tenants'))}; single bigint[] := ${quoted(listed('traffic.repositories'))}; BEGIN RETURN QUERY SELECT "id" FROM "repositories" WHERE "tenant_id" = ANY (tenants) OR "id" = ANY (single); END'`;

/** Rows of the tenants in reach; `column` holds the tenant's id. */
export const ofTenant = (column = 'tenant_id'): string => `${EVERYTHING} OR "${column}" = ${TENANTS}`;

const REPOSITORIES = '"repository_id" IN (SELECT reached_repositories())';

/** Rows of the repositories in reach, by their `repository_id`: single ones, and those of the tenants. */
export const ofRepository = (): string => `${EVERYTHING} OR ${REPOSITORIES}`;

/** The same for rows that are added: they are few, and a query of its own costs more than looking the setting up. */
export const addedOfRepository = (): string => `${IS_EVERYTHING} OR ${REPOSITORIES}`;

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

/** Makes what the policies of `ofRepository` call; once, after the table `repositories`. */
export async function makeReached({ dialect, sequelize, transaction }: MigrationContext): Promise<void> {
  if (dialect === 'postgres') await sequelize.query(FUNCTION, { transaction });
}

/** Takes `makeReached` back. */
export async function dropReached({ dialect, sequelize, transaction }: MigrationContext): Promise<void> {
  if (dialect === 'postgres') await sequelize.query('DROP FUNCTION reached_repositories()', { transaction });
}
