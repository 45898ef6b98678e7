import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';
import { told } from './reach.js';

type Callback = (error: Error | null, result?: unknown) => void;

// Changing a large table takes as long as it takes, and a migration waits for one that runs.
const PATIENT = /^\s*(CREATE|ALTER|DROP|DECLARE|SET LOCAL statement_timeout)/i;
const BEGINS = /^\s*(START|BEGIN)\b/i;
const ENDS = /^\s*(COMMIT|END|ROLLBACK|ABORT)\b/i;

const hurried = new AsyncLocalStorage<true>();

/** What is asked within waits for `Client.canary` milliseconds only, whatever it asks. */
export const hurry = <T>(work: () => Promise<T>): Promise<T> => hurried.run(true, work);

/** Every one that is open, since what cut one off may have cut off all. */
const open = new Set<Client>();

/** A statement was refused because one before it failed: so will the next, until the transaction is rolled back. */
const ABORTED = '25P02';

/**
 * pg's client that gives a silent server up: behind a cut cable or a firewall that forgot the connection no answer and
 * no error ever comes. Its connection is destroyed, so that the pool makes a new one. One that was not heard of for a
 * moment is asked first whether it lives, which a server answers at once; where it does not, all that were idle go too.
 *
 * It is also the one door through which statements go: before each the connection is told what the work that sends it
 * reaches (reach.ts), where that is not what it was told last. pg sends in the order of the calls, one at a time.
 */
export class Client extends pg.Client {
  static silence = 65_000;
  /** How long the answer to "do you live" may take, and after which silence it is asked, in milliseconds. */
  static canary = 3_000;
  static stale = 1_000;

  #heardAt = performance.now();
  #waiting = 0;

  /** What the connection was told last; null: nothing, or nobody knows. */
  #told: string | null = null;
  /** Whether that was since the transaction began: its end may take it back. */
  #inside = false;

  constructor(config: pg.ClientConfig) {
    super({ ...config, keepAliveInitialDelayMillis: 10_000 });
    this.once('connect', () => {
      this.#heardAt = performance.now();
      open.add(this);
    });
    this.once('end', () => open.delete(this));
  }

  // biome-ignore lint/suspicious/noExplicitAny: pg has a dozen overloads; Sequelize uses text, values and a callback.
  override query(...given: any[]): any {
    const stale = this.#waiting === 0 && performance.now() - this.#heardAt > Client.stale;
    if (!this.#tell(textOf(given[0]), stale) && stale) this.#callOut();
    const done = given.at(-1) as Callback | undefined;
    if (typeof done !== 'function') return super.query(...(given as [string]));
    const limit = hurried.getStore() ? Client.canary : PATIENT.test(String(given[0])) ? null : Client.silence;
    const answered = this.#awaited(limit, done);
    return super.query(...([...given.slice(0, -1), answered] as unknown as [string]));
  }

  // In a transaction that failed it is refused, and that is an answer as well.
  #callOut(): void {
    super.query('SELECT 1', this.#awaited(Client.canary, () => undefined) as never);
  }

  #awaited(limit: number | null, done: Callback): Callback {
    const began = performance.now();
    let answered = false;
    const late = () => {
      if (answered) return;
      if (limit === Client.canary) for (const other of open) other.#leave(began);
      this.#giveUp('the server is silent');
    };
    // Where it was this process that stood still, the answer has come and is read before `late`.
    const timer = limit === null ? undefined : setTimeout(() => setImmediate(late), limit).unref();
    this.#waiting += 1;
    return (error, result) => {
      answered = true;
      clearTimeout(timer);
      this.#waiting -= 1;
      this.#heardAt = performance.now();
      done(error, result);
    };
  }

  #leave(since: number): void {
    if (this.#waiting === 0 && this.#heardAt < since) this.#giveUp('the server is silent');
  }

  /** Answers whether anything was sent. Where the connection is stale, that has to be answered at once. */
  #tell(statement: string, stale: boolean): boolean {
    if (ENDS.test(statement)) {
      // A commit too may turn out to be a rollback.
      if (this.#inside) this.#told = null;
      this.#inside = false;
      return false;
    }
    const now = told();
    const tells = now !== null && now !== this.#told;
    if (tells) {
      this.#told = now;
      this.#inside = true;
      const limit = stale ? Client.canary : null;
      const answered = this.#awaited(limit, (error: (Error & { code?: string }) | null) => {
        if (!error) return;
        this.#told = null;
        // What waits behind it must not be done with another's reach.
        if (error.code !== ABORTED) this.#giveUp('it cannot be told whose rows are wanted');
      });
      super.query(now, answered as never);
    }
    // What was told before a transaction outlives it.
    if (BEGINS.test(statement)) this.#inside = false;
    return tells;
  }

  #giveUp(reason: string): void {
    const { stream } = (this as unknown as { connection: { stream: { destroy(error: Error): void } } })
      .connection;
    stream.destroy(new Error(`Connection terminated: ${reason}`));
  }
}

// A text, or pg's objects that carry one; who speaks for himself (COPY) begins and ends nothing.
function textOf(given: unknown): string {
  if (typeof given === 'string') return given;
  return String((given as { text?: unknown } | null)?.text ?? '');
}
