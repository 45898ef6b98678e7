import { setTimeout as pause } from 'node:timers/promises';
import { type Sequelize, Transaction } from 'sequelize';
import type { Database, Dialect } from './api.js';

const TRIES = 3;
// Who locks everything meets many writers, one after another.
const TRIES_TO_BEGIN = 10;

// Busy or locked (SQLite), serialization failure and deadlock victim (PostgreSQL), deadlock, time-out or moved to another
// server (Db2): the database has rolled the transaction back, so running it again is safe.
const UNDONE =
  /SQLITE_BUSY|SQLITE_LOCKED|could not serialize|deadlock detected|SQL0911N|SQLCODE -911:|SQL0913N|SQL30108N/;
// Safe too, but only until the commit has been sent: afterwards nobody knows whether it was done.
const LOST = /connection lost|Connection terminated|terminating connection/;
// Somebody else made the same row between our look and ours: done again, the work finds it there.
const TAKEN = 'SequelizeUniqueConstraintError';

/** A failure after which the work may be done again. */
class Passing {
  constructor(readonly error: unknown) {}
}

/** Makes `write`, `begin` and `afterCommit` of database/api.ts. */
export function writer(
  sequelize: Sequelize,
  dialect: Dialect,
): Pick<Database, 'write' | 'begin' | 'afterCommit'> {
  const waiting = new WeakMap<Transaction, (() => void)[]>();
  let last: Promise<unknown> = Promise.resolve();

  async function begin(first: (transaction: Transaction) => Promise<void>): Promise<Transaction> {
    return (await retried(() => begun(first), TRIES_TO_BEGIN)).transaction;
  }

  async function begun<T>(
    work: (transaction: Transaction) => Promise<T>,
  ): Promise<{ transaction: Transaction; result: T }> {
    const options = dialect === 'sqlite' ? { type: Transaction.TYPES.IMMEDIATE } : {};
    const transaction = await sequelize.transaction(options);
    try {
      return { transaction, result: await work(transaction) };
    } catch (error) {
      // This failure says more than one to roll back, after which Sequelize gives the connection up.
      await transaction.rollback().catch(() => undefined);
      const said = String(error);
      const passing = UNDONE.test(said) || LOST.test(said) || (error as Error)?.name === TAKEN;
      throw passing ? new Passing(error) : error;
    }
  }

  async function once<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const { transaction, result } = await begun(work);
    try {
      await transaction.commit();
    } catch (error) {
      throw UNDONE.test(String(error)) ? new Passing(error) : error;
    }
    for (const then of waiting.get(transaction) ?? []) then();
    return result;
  }

  async function retried<T>(tried: () => Promise<T>, tries = TRIES): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await tried();
      } catch (error) {
        if (!(error instanceof Passing)) throw error;
        if (attempt >= tries) throw error.error;
        await pause(20 * 4 ** Math.min(attempt, TRIES));
      }
    }
  }

  const atOnce = <T>(work: (transaction: Transaction) => Promise<T>) => retried(() => once(work));

  // SQLite has one writer: queueing here costs nothing, while queueing in the driver blocks the threads that readers need.
  function queued<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const mine = last.then(() => atOnce(work));
    last = mine.catch(() => undefined);
    return mine;
  }

  return {
    write: dialect === 'sqlite' ? queued : atOnce,
    begin,
    afterCommit(transaction, then) {
      waiting.set(transaction, [...(waiting.get(transaction) ?? []), then]);
    },
  };
}
