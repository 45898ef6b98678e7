import {
  carried,
  type Db2Driver,
  type Done,
  type Result,
  type Row,
  type Statement,
  settle,
  step,
} from './db2-calls.js';
import { gone, told, undone } from './db2-errors.js';

interface Answer {
  rows: Row[];
  metadata: object[];
  affected: number;
}

/**
 * ibm_db as Sequelize's `dialectModule`, made safe: no table is dropped and no deadlock taken for success, every
 * failure rejects, nothing blocks the event loop, a dead connection is told to the pool, nested transactions are
 * refused. A connection found dead is opened again where nothing was done on it yet: at a transaction's first
 * statement, or for a reading one outside of transactions. Elsewhere the error says `connection lost`.
 */
export function careful(driver: Db2Driver): { Database: new () => object } {
  class Database {
    #native = new driver.Database();
    #settings: object = {};
    #transaction: 'none' | 'begun' | 'working' = 'none';
    /** Why nothing more may be done in this transaction. */
    #broken: Error | null = null;
    #lost = false;
    #last: Promise<unknown> = Promise.resolve();

    get connected(): boolean {
      return this.#native.connected && !this.#lost;
    }

    open(settings: object, done: Done<object>): void {
      this.#settings = settings;
      this.#native.open(settings, (error) => settle(done, error));
    }

    close(done: Done<object>): void {
      this.#turn(async () => {
        if (this.#transaction !== 'none') await this.#end(false);
        await step((closed) => this.#native.close(closed));
      }, done);
    }

    beginTransaction(done: Done<object>): void {
      this.#turn(async () => {
        if (this.#transaction !== 'none') throw new Error('a transaction is open already on this connection');
        await step((begun) => this.#native.beginTransaction(begun));
        this.#transaction = 'begun';
      }, done);
    }

    // Sequelize passes a name where it means a savepoint; on Db2 it would commit the outer transaction.
    commitTransaction(done: Done<object>, savepoint?: string): void {
      this.#turn(async () => {
        if (savepoint !== undefined)
          throw new Error('transactions cannot be nested on Db2: the outer one would be committed');
        if (this.#broken) throw this.#broken;
        if (this.#transaction === 'none') throw new Error('no transaction is open: it was rolled back');
        await this.#end(true);
      }, done);
    }

    rollbackTransaction(done: Done<object>): void {
      this.#turn(() => this.#end(false), done);
    }

    /** Never fails itself: where preparing fails, Sequelize executes what it did not get. */
    prepare(sql: string, done: (error: null, statement: object) => void): void {
      const execute = (parameters: unknown[], executed: Done<object>) =>
        this.#turn(
          () => this.#run(sql, parameters),
          executed,
          (answer) => ({
            fetchAllSync: () => answer.rows,
            getColumnMetadataSync: () => answer.metadata,
            getAffectedRowsSync: () => answer.affected,
            closeSync() {},
          }),
        );
      done(null, { execute, closeSync() {} });
    }

    /** Sequelize asks it for the name of a violated index; that would block the event loop, and we need none. */
    querySync(sql: string): Row[] {
      if (sql.startsWith('SELECT INDNAME ')) return [{ INDNAME: '' }];
      throw new Error('statements that block the event loop are refused');
    }

    // One statement at a time: a connection has one transaction and cannot do two things at once.
    #turn<T>(work: () => Promise<T>, done: Done<object>, shape?: (value: T) => object): void {
      this.#last = this.#last.then(work).then(
        (value) => settle(done, null, shape?.(value)),
        (error) => settle(done, error),
      );
    }

    async #run(sql: string, parameters: unknown[]): Promise<Answer> {
      if (this.#broken) throw this.#broken;
      try {
        return await this.#once(sql, parameters);
      } catch (error) {
        if (gone(error) && this.#mayRepeat(sql)) return await this.#again(sql, parameters, error);
        throw this.#noted(error);
      }
    }

    #mayRepeat(sql: string): boolean {
      if (this.#transaction === 'none') return /^\s*SELECT (?!.* FINAL TABLE)/is.test(sql);
      return this.#transaction === 'begun';
    }

    async #again(sql: string, parameters: unknown[], first: unknown): Promise<Answer> {
      try {
        await this.#discard();
        this.#native = new driver.Database();
        await step((opened) => this.#native.open(this.#settings, opened));
        if (this.#transaction === 'begun') await step((begun) => this.#native.beginTransaction(begun));
      } catch {
        throw this.#noted(first);
      }
      try {
        return await this.#once(sql, parameters);
      } catch (error) {
        throw this.#noted(error);
      }
    }

    async #once(sql: string, parameters: unknown[]): Promise<Answer> {
      const statement = await step<Statement>((done) => this.#native.prepare(sql, done));
      try {
        const result = await step<Result>((done) => statement.execute(parameters.map(carried), done));
        const metadata = result.getColumnMetadataSync();
        const affected = result.getAffectedRowsSync();
        const rows = metadata.length ? await step<Row[]>((done) => result.fetchAll(done)) : [];
        await step((done) => result.close(done));
        // Also where the connection was opened again for it: lost a second time, what was done is lost with it.
        if (this.#transaction === 'begun') this.#transaction = 'working';
        return { rows, metadata, affected };
      } finally {
        // What the statement did or why it failed is known by now; a failure to tidy up adds nothing to it.
        await step((done) => statement.close(done)).catch(() => undefined);
      }
    }

    // A failure after which the transaction is no more must not be followed by statements of its remainder.
    #noted(error: unknown): unknown {
      const lost = gone(error);
      if (!lost && !undone(error)) return error;
      const failure = told(error);
      if (this.#transaction !== 'none') this.#broken = failure;
      if (!lost) return failure;
      failure.message = `connection lost: ${failure.message}`;
      this.#lost = true;
      void this.#discard();
      return failure;
    }

    async #end(commit: boolean): Promise<void> {
      const lost = this.#lost;
      this.#transaction = 'none';
      this.#broken = null;
      // The server has undone, or will, what a lost connection left open.
      if (lost) return;
      try {
        if (commit) await step((done) => this.#native.commitTransaction(done));
        else await step((done) => this.#native.rollbackTransaction(done));
      } catch (error) {
        const failure = this.#noted(error);
        if (commit || !gone(error)) throw failure;
      }
    }

    // The pool does not close what says that it is not connected. Of a connection that is dead, closing may fail too.
    async #discard(): Promise<void> {
      const native = this.#native;
      await step((done) => native.rollbackTransaction(done)).catch(() => undefined);
      await step((done) => native.close(done)).catch(() => undefined);
    }
  }
  return { Database };
}
