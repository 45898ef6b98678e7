import { told } from './db2-errors.js';

// What of ibm_db is used: https://github.com/ibmdb/node-ibm_db/blob/master/APIDocumentation.md
export type Done<T = void> = (error: Error | null, value?: T) => void;
export type Row = Record<string, unknown>;

export interface Result {
  fetchAll(done: Done<Row[]>): void;
  getColumnMetadataSync(): object[];
  getAffectedRowsSync(): number;
  close(done: Done): void;
}

export interface Statement {
  execute(parameters: unknown[], done: Done<Result>): void;
  close(done: Done): void;
}

interface Connection {
  connected: boolean;
  open(settings: object, done: Done): void;
  close(done: Done): void;
  beginTransaction(done: Done): void;
  commitTransaction(done: Done): void;
  rollbackTransaction(done: Done): void;
  prepare(sql: string, done: Done<Statement>): void;
}

export interface Db2Driver {
  Database: new () => Connection;
}

/** A parameter as the driver carries it whole: it makes a double of a number above 2^31, which loses its end. */
export function carried(parameter: unknown): unknown {
  const wide = Number.isInteger(parameter) && Math.abs(Number(parameter)) >= 2 ** 31;
  return wide ? String(parameter) : parameter;
}

/** A driver's call with a callback, as a promise. */
export function step<T = void>(start: (done: Done<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, value) => (error ? reject(error) : resolve(value as T)));
  });
}

/**
 * Calls back. What Sequelize does with an answer may throw; in the driver's callback that would end the process, or
 * leave whoever waits for the answer waiting for ever.
 */
export function settle<T>(done: Done<T>, error: unknown, value?: T): void {
  try {
    done(error ? told(error) : null, value);
  } catch (thrown) {
    done(
      told(
        new Error(`the answer of Db2 cannot be read: ${told(error ?? thrown).message}`, { cause: thrown }),
      ),
    );
  }
}
