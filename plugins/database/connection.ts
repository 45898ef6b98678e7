import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Options, Sequelize } from 'sequelize';
import type { DatabaseOptions, Db2Options, PostgresOptions } from './api.js';
import { sqliteDriver } from './sqlite.js';

const require = createRequire(import.meta.url);

// `define` keeps Sequelize from inventing columns and plural names: the migrations alone say what a table is.
const common: Options = { logging: false, define: { timestamps: false, freezeTableName: true } };

export interface Connection {
  sequelize: Sequelize;
  close(): Promise<void>;
}

/** Opens Sequelize on SQLite, PostgreSQL or Db2. Throws one sentence where the Db2 driver is not installed. */
export function connect(options: DatabaseOptions): Connection {
  if (options.dialect === 'sqlite') {
    const { module, closeParked } = sqliteDriver();
    const sequelize = new Sequelize({
      ...common,
      dialect: 'sqlite',
      storage: options.file,
      dialectModule: module,
      // The driver's wrapper turns them on, once a connection; Sequelize would for each transaction.
      ...{ foreignKeys: false },
    });
    releaseFailed(sequelize);
    return { sequelize, close: () => sequelize.close().then(closeParked) };
  }
  const { host, port, database, user, password } = options;
  const special = options.dialect === 'db2' ? db2(options) : postgres(options);
  const sequelize = new Sequelize(database, user, password, { ...common, host, port, ...special.options });
  return { sequelize, close: () => sequelize.close().then(special.close) };
}

const VERSION = { databaseVersion: '11.5.0' };

type Special = { options: Options; close?: () => void };

function postgres({ tls, certificate }: PostgresOptions): Special {
  const ssl = { rejectUnauthorized: tls === 'verified', ...(certificate && { ca: certificate }) };
  return {
    options: { dialect: 'postgres', pool: { max: 10 }, ...(tls !== 'off' && { dialectOptions: { ssl } }) },
  };
}

// Sequelize gives the connection of a failed COMMIT (a full disk) to a pool that SQLite does not have: it would stay
// open, its transaction and its lock with it. Closing rolls back.
function releaseFailed(sequelize: Sequelize): void {
  const manager = sequelize.connectionManager as unknown as {
    releaseConnection(connection: object): void;
    destroyConnection(connection: object): Promise<void>;
  };
  manager.destroyConnection = async (connection) => manager.releaseConnection(connection);
}

// The driver takes the certificate as a file only. Pool times the number of instances stays under a small plan's limit.
function db2({ ssl, certificate }: Db2Options): Special {
  const dialectModule = db2Driver();
  const folder = certificate && mkdtempSync(join(tmpdir(), 'traffic-db2-'));
  const file = folder && join(folder, 'server.pem');
  if (file) writeFileSync(file, certificate, { mode: 0o600 });
  const dialectOptions = { Security: 'SSL', PROTOCOL: 'TCPIP', ...(file && { SSLServerCertificate: file }) };
  return {
    options: {
      dialect: 'db2',
      dialectModule,
      // Without it Sequelize asks, closes its first connection and opens it again.
      ...VERSION,
      pool: { max: 4, idle: 10_000 },
      ...(ssl && { dialectOptions }),
    },
    ...(folder && { close: () => rmSync(folder, { recursive: true, force: true }) }),
  };
}

function db2Driver(): object {
  try {
    return require('ibm_db');
  } catch (error) {
    const unavailable = new Error(
      'The database cannot be used: the Db2 driver is not installed: npm install --no-save ibm_db@4.0.1',
      { cause: error },
    );
    throw Object.assign(unavailable, { name: 'Unavailable' });
  }
}
