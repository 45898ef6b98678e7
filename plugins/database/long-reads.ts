import { QueryTypes, type Sequelize } from 'sequelize';
import type { Database, Dialect } from './api.js';

/**
 * Makes `readLong` of database/api.ts. SQLite does one statement at a time on a connection, and each that waits holds
 * one of the process's few threads: without a connection and a queue of their own, long statements would keep the short
 * ones waiting that every request begins with.
 */
export function longReads(sequelize: Sequelize, dialect: Dialect): Pick<Database, 'readLong'> {
  let last: Promise<unknown> = Promise.resolve();
  const read = <T extends object>(statement: string) => {
    // Sequelize keeps SQLite's connections by this name; other databases have a pool.
    const connection = { uuid: 'long reads' };
    return sequelize.query<T>(statement, { ...connection, type: QueryTypes.SELECT, raw: true });
  };
  if (dialect !== 'sqlite') return { readLong: read };
  return {
    readLong<T extends object>(statement: string) {
      const mine = last.then(() => read<T>(statement));
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}
