import { QueryTypes, type Sequelize } from 'sequelize';
import type { Database, Dialect } from './api.js';

// Milliseconds since 1970, or an instant in UTC.
const STATEMENTS: Record<Exclude<Dialect, 'sqlite'>, string> = {
  postgres: 'SELECT EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS "now"',
  db2: 'SELECT CURRENT TIMESTAMP - CURRENT TIMEZONE AS "now" FROM SYSIBM.SYSDUMMY1',
};

/**
 * Makes `now` of database/api.ts. SQLite is a part of the process and has no clock of its own: there it is `local`.
 */
export function databaseClock(
  sequelize: Sequelize,
  dialect: Dialect,
  local: () => Date,
): Pick<Database, 'now'> {
  if (dialect === 'sqlite') return { now: async () => local() };
  const sql = STATEMENTS[dialect];
  return {
    async now(transaction) {
      const options = { type: QueryTypes.SELECT, ...(transaction && { transaction }) } as const;
      const [row] = await sequelize.query<{ now: number | string | Date }>(sql, options);
      const instant = instantOf(row?.now);
      if (Number.isNaN(instant.getTime())) throw new Error('the database answered without its time');
      return instant;
    },
  };
}

function instantOf(value: number | string | Date | undefined): Date {
  if (value instanceof Date) return value;
  const text = String(value ?? '');
  if (/^\d+(\.\d+)?$/.test(text)) return new Date(Math.floor(Number(text)));
  return new Date(`${text.replace(' ', 'T').replace(/Z$/, '')}Z`);
}
