import { createRequire } from 'node:module';
import { type Options, Sequelize } from 'sequelize';
import type { DatabaseOptions } from './api.js';
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
    return { sequelize, close: () => sequelize.close().then(closeParked) };
  }
  const sequelize = new Sequelize(options.url, {
    ...common,
    ...(options.dialect === 'db2'
      ? {
          dialect: 'db2',
          dialectModule: db2Driver(),
          databaseVersion: '11.5.0',
          pool: { max: 4, idle: 10_000 },
        }
      : { dialect: 'postgres', pool: { max: 10 } }),
  });
  return { sequelize, close: () => sequelize.close() };
}

function db2Driver(): object {
  try {
    return require('ibm_db');
  } catch (error) {
    throw new Error('the Db2 driver is not installed: npm install --no-save ibm_db@4.0.1', { cause: error });
  }
}
