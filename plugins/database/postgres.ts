import pg from 'pg';
import type { Options } from 'sequelize';
import type { PostgresOptions } from './api.js';
import { Client } from './postgres-client.js';

/** How long a statement may take. What takes longer is broken off by the server, and where that is silent, by our client. */
const STATEMENT = 60_000;
const CONNECT = 5_000;

/** Sequelize's options for PostgreSQL, and for what speaks its protocol. */
export function postgres(given: PostgresOptions): { options: Options } {
  const { host, tls, certificate, options, applicationName, connectSeconds } = given;
  // Without `host` Node would compare the certificate of a server that is addressed by number with "localhost".
  const ssl = { host, rejectUnauthorized: tls === 'verified', ...(certificate && { ca: certificate }) };
  return {
    options: {
      dialect: 'postgres',
      dialectModule: { ...pg, Client },
      pool: { max: 10, idle: 10_000, acquire: 15_000 },
      dialectOptions: {
        application_name: applicationName ?? 'github-traffic',
        keepAlive: true,
        connectionTimeoutMillis: connectSeconds ? connectSeconds * 1_000 : CONNECT,
        ...(options && { options }),
        ...(tls !== 'off' && { ssl }),
      },
      hooks: {
        // Not as a parameter of the connection: poolers such as PgBouncer refuse those.
        async afterConnect(connection) {
          await (connection as pg.Client).query(`SET statement_timeout TO ${STATEMENT}`);
        },
      },
    },
  };
}
