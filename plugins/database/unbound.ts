import type { Server } from '@hapi/hapi';
import { QueryTypes, type Sequelize } from 'sequelize';

const STATEMENT =
  'SELECT "rolname" AS "name" FROM "pg_roles" WHERE "rolname" = current_user AND ("rolsuper" OR "rolbypassrls")';

/** onPostStart, on PostgreSQL: says in the log where the app signs in as somebody whom row-level security does not bind. */
export function tellUnbound(server: Server, sequelize: Sequelize): () => Promise<void> {
  return async () => {
    const [role] = await sequelize.query<{ name: string }>(STATEMENT, { type: QueryTypes.SELECT });
    if (!role) return;
    const message = `the database's user ${role.name} is a superuser or has BYPASSRLS: the database does not keep the rows of tenants apart for it, only the app does; give the app a user of its own (docs/postgresql.md)`;
    server.log(['database', 'warning'], { message });
  };
}
