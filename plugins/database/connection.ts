import { type Options, Sequelize } from 'sequelize';
import type { DatabaseOptions } from './api.js';
import { db2 } from './db2.js';
import { postgres } from './postgres.js';
import { sqliteDriver } from './sqlite.js';

// `define` keeps Sequelize from inventing columns and plural names: the migrations alone say what a table is.
const common: Options = { logging: false, define: { timestamps: false, freezeTableName: true } };

export interface Connection {
  sequelize: Sequelize;
  close(): Promise<void>;
}

type Special = { options: Options; close?: () => void };

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
    return { sequelize, close: once(() => sequelize.close().then(closeParked)) };
  }
  const { host, port, database, user, password } = options;
  const special: Special = options.dialect === 'db2' ? db2(options) : postgres(options);
  const sequelize = new Sequelize(database, user, password, { ...common, host, port, ...special.options });
  return { sequelize, close: once(() => sequelize.close().then(special.close)) };
}

// A server that has been stopped may be told so again.
function once(close: () => Promise<void>): () => Promise<void> {
  let closed: Promise<void> | undefined;
  return () => {
    closed ??= close();
    return closed;
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
