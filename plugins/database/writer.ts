import { setTimeout as pause } from 'node:timers/promises';
import { type Sequelize, Transaction } from 'sequelize';
import type { Database, Dialect } from './api.js';

const TRIES = 3;

// Busy or locked (SQLite), serialization failure and deadlock victim (PostgreSQL), deadlock or time-out (Db2): the
// database has rolled the transaction back, so running it again is safe.
const PASSING = /SQLITE_BUSY|SQLITE_LOCKED|could not serialize|deadlock detected|SQL0911N|SQL0913N/;

/** Makes `write` and `afterCommit` of database/api.ts. */
export function writer(sequelize: Sequelize, dialect: Dialect): Pick<Database, 'write' | 'afterCommit'> {
  const waiting = new WeakMap<Transaction, (() => void)[]>();
  let last: Promise<unknown> = Promise.resolve();

  async function once<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const options = dialect === 'sqlite' ? { type: Transaction.TYPES.IMMEDIATE } : {};
    const transaction = await sequelize.transaction(options);
    let result: T;
    try {
      result = await work(transaction);
    } catch (error) {
      await transaction.rollback();
      throw error;
    }
    await transaction.commit();
    for (const then of waiting.get(transaction) ?? []) then();
    return result;
  }

  async function retried<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await once(work);
      } catch (error) {
        if (attempt >= TRIES || !PASSING.test(String(error))) throw error;
        await pause(20 * 4 ** attempt);
      }
    }
  }

  // SQLite has one writer: queueing here costs nothing, while queueing in the driver blocks the threads that readers need.
  function queued<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const mine = last.then(() => retried(work));
    last = mine.catch(() => undefined);
    return mine;
  }

  return {
    write: dialect === 'sqlite' ? queued : retried,
    afterCommit(transaction, then) {
      waiting.set(transaction, [...(waiting.get(transaction) ?? []), then]);
    },
  };
}
