import type { Sequelize, Transaction } from 'sequelize';
import type { Database, Dialect } from './api.js';
import { touching } from './revisions.js';

interface Connection {
  exec(sql: string, done: (error: Error | null) => void): void;
}

/**
 * Makes `batch` of database/api.ts. Through Sequelize each small statement costs two turns of SQLite's threads and a
 * stack trace, which together take longer than the statement.
 */
export function batcher(sequelize: Sequelize, dialect: Dialect): Pick<Database, 'batch'> {
  const query = (sql: string, transaction: Transaction) => sequelize.query(sql, { transaction });
  return {
    async batch(transaction, statements, touched) {
      const all = touched ? [...statements, touching(touched)] : statements;
      if (all.length === 0) return;
      if (dialect === 'db2') for (const statement of all) await query(statement, transaction);
      else if (dialect === 'postgres') await query(all.join('; '), transaction);
      else await execute((transaction as unknown as { connection: Connection }).connection, all.join('; '));
    },
  };
}

function execute(connection: Connection, sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.exec(sql, (error) => (error ? reject(error) : resolve()));
  });
}
