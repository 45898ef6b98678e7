type Row = Record<string, unknown>;
type Done<T = void> = (error: Error | null, value?: T) => void;

/** What a statement does: rows, a message to fail with, or a function of how often it came that says so. */
export type Reply = Row[] | string | ((time: number) => Row[] | string);

/**
 * The programming interface of ibm_db over a script: the first entry whose pattern a statement matches answers it
 * (no rows otherwise). `log` holds everything that was asked, with the number of the connection in front; `held` is the
 * number of statements and results that were not closed (closing a statement asks for `FREE`, which is not logged). The
 * callbacks come from a timer, as from a driver: what they throw nobody catches.
 */
export function fakeIbmDb(script: [RegExp, Reply][] = []) {
  const log: string[] = [];
  const times = new Map<RegExp, number>();
  const synchronous: string[] = [];
  let opened = 0;
  let held = 0;

  function replyTo(sql: string): Row[] | string {
    const [pattern, reply] = script.find(([each]) => each.test(sql)) ?? [];
    if (!pattern || !reply) return [];
    const time = (times.get(pattern) ?? 0) + 1;
    times.set(pattern, time);
    return typeof reply === 'function' ? reply(time) : reply;
  }

  class Database {
    connected = false;
    number = 0;
    settings: object = {};

    #do<T>(what: string, done: Done<T>, value?: (rows: Row[]) => T): void {
      log.push(`${this.number} ${what}`);
      const reply = replyTo(what);
      setImmediate(() => {
        // The driver's native part fails with objects that are no errors.
        if (typeof reply === 'string') done({ message: `[IBM][CLI Driver] ${reply}` } as Error);
        else done(null, value?.(reply));
      });
    }

    open(settings: object, done: Done): void {
      opened += 1;
      this.number = opened;
      this.settings = settings;
      this.#do('OPEN', (error) => {
        this.connected = !error;
        done(error);
      });
    }

    close(done: Done): void {
      this.connected = false;
      this.#do('CLOSE', done);
    }

    beginTransaction(done: Done): void {
      this.#do('BEGIN', done);
    }

    commitTransaction(done: Done): void {
      this.#do('COMMIT', done);
    }

    rollbackTransaction(done: Done): void {
      this.#do('ROLLBACK', done);
    }

    prepare(sql: string, done: Done<object>): void {
      const dead = this.connected ? null : new Error('CLI0106E  Connection is closed.');
      setImmediate(() => done(dead, dead ? undefined : this.#statement(sql)));
    }

    #statement = (sql: string) => {
      held += 1;
      return { execute: this.#execute(sql), closeSync() {}, close: freed };
    };

    #execute = (sql: string) => (parameters: unknown[], done: Done<object>) => {
      const bound = parameters.length ? ` ${JSON.stringify(parameters)}` : '';
      this.#do(sql + bound, done, (rows) => this.#result(sql, rows));
    };

    #result = (sql: string, rows: Row[]) => {
      held += 1;
      return {
        fetchAll: (fetched: Done<Row[]>) => setImmediate(() => fetched(null, rows)),
        fetchAllSync() {
          synchronous.push(sql);
          return rows;
        },
        getColumnMetadataSync: () =>
          Object.keys(rows[0] ?? {}).map((name) => ({ SQL_DESC_NAME: name, SQL_DESC_TYPE_NAME: 'VARCHAR' })),
        getAffectedRowsSync: () => rows.length,
        close(done: Done) {
          held -= 1;
          setImmediate(() => done(null));
        },
        closeSync() {},
      };
    };

    querySync(sql: string): Row[] {
      synchronous.push(sql);
      const reply = replyTo(sql);
      if (typeof reply === 'string') throw new Error(reply);
      return reply;
    }
  }

  function freed(done: Done): void {
    held -= 1;
    const reply = replyTo('FREE');
    setImmediate(() => done(typeof reply === 'string' ? new Error(reply) : null));
  }

  return { driver: { Database }, log, synchronous, held: () => held };
}
