import pg from 'pg';
import type { Options } from 'sequelize';
import type { PostgresOptions } from './api.js';

/** How long a statement may take. What takes longer is broken off by the server, and where that is silent, by us. */
const STATEMENT = 60_000;
const SILENCE = STATEMENT + 5_000;
const CONNECT = 5_000;

// Changing a large table takes as long as it takes, and a migration waits for one that runs.
const PATIENT = /^\s*(CREATE|ALTER|DROP|DECLARE|SET LOCAL statement_timeout)/i;

type Callback = (error: Error | null, result?: unknown) => void;

/**
 * pg's client that gives a silent server up: behind a cut cable or a firewall that forgot the connection no answer and
 * no error ever comes. Its connection is destroyed, so that the pool makes a new one.
 */
export class Client extends pg.Client {
  static silence = SILENCE;

  // biome-ignore lint/suspicious/noExplicitAny: pg has a dozen overloads; Sequelize uses text, values and a callback.
  override query(...given: any[]): any {
    const done = given.at(-1) as Callback | undefined;
    if (typeof done !== 'function') return super.query(...(given as [string]));
    let timer: NodeJS.Timeout | undefined;
    const answered: Callback = (error, result) => {
      clearTimeout(timer);
      done(error, result);
    };
    if (!PATIENT.test(String(given[0]))) {
      timer = setTimeout(() => {
        const { stream } = (this as unknown as { connection: { stream: { destroy(error: Error): void } } })
          .connection;
        stream.destroy(new Error('Connection terminated: the server is silent'));
      }, Client.silence);
      timer.unref();
    }
    return super.query(...([...given.slice(0, -1), answered] as unknown as [string]));
  }
}

/** Sequelize's options for PostgreSQL, and for what speaks its protocol. */
export function postgres({ host, tls, certificate }: PostgresOptions): { options: Options } {
  // Without `host` Node would compare the certificate of a server that is addressed by number with "localhost".
  const ssl = { host, rejectUnauthorized: tls === 'verified', ...(certificate && { ca: certificate }) };
  return {
    options: {
      dialect: 'postgres',
      dialectModule: { ...pg, Client },
      pool: { max: 10, idle: 10_000, acquire: 15_000 },
      dialectOptions: {
        application_name: 'github-traffic',
        keepAlive: true,
        connectionTimeoutMillis: CONNECT,
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
