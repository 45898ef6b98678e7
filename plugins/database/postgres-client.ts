import pg from 'pg';
import { told } from './reach.js';

type Callback = (error: Error | null, result?: unknown) => void;

// Changing a large table takes as long as it takes, and a migration waits for one that runs.
const PATIENT = /^\s*(CREATE|ALTER|DROP|DECLARE|SET LOCAL statement_timeout)/i;
const BEGINS = /^\s*(START|BEGIN)\b/i;
const ENDS = /^\s*(COMMIT|END|ROLLBACK|ABORT)\b/i;

/** A statement was refused because one before it failed: so will the next, until the transaction is rolled back. */
const ABORTED = '25P02';

/**
 * pg's client that gives a silent server up: behind a cut cable or a firewall that forgot the connection no answer and
 * no error ever comes. Its connection is destroyed, so that the pool makes a new one.
 *
 * It is also the one door through which statements go: before each the connection is told what the work that sends it
 * reaches (reach.ts), where that is not what it was told last. pg sends in the order of the calls, one at a time.
 */
export class Client extends pg.Client {
  static silence = 65_000;

  /** What the connection was told last; null: nothing, or nobody knows. */
  #told: string | null = null;
  /** Whether that was since the transaction began: its end may take it back. */
  #inside = false;

  // biome-ignore lint/suspicious/noExplicitAny: pg has a dozen overloads; Sequelize uses text, values and a callback.
  override query(...given: any[]): any {
    this.#tell(textOf(given[0]));
    const done = given.at(-1) as Callback | undefined;
    if (typeof done !== 'function') return super.query(...(given as [string]));
    let timer: NodeJS.Timeout | undefined;
    const answered: Callback = (error, result) => {
      clearTimeout(timer);
      done(error, result);
    };
    if (!PATIENT.test(String(given[0]))) {
      timer = setTimeout(() => this.#giveUp('the server is silent'), Client.silence);
      timer.unref();
    }
    return super.query(...([...given.slice(0, -1), answered] as unknown as [string]));
  }

  #tell(statement: string): void {
    if (ENDS.test(statement)) {
      // A commit too may turn out to be a rollback.
      if (this.#inside) this.#told = null;
      this.#inside = false;
      return;
    }
    const now = told();
    if (now !== null && now !== this.#told) {
      this.#told = now;
      this.#inside = true;
      super.query(now, ((error: Error & { code?: string }) => {
        if (!error) return;
        this.#told = null;
        // What waits behind it must not be done with another's reach.
        if (error.code !== ABORTED) this.#giveUp('it cannot be told whose rows are wanted');
      }) as never);
    }
    // What was told before a transaction outlives it.
    if (BEGINS.test(statement)) this.#inside = false;
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
