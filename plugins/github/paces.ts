import { Pace, type PaceOptions } from './pacing.js';

/** The paces of all accounts that were asked about since the start. */
export class Paces {
  readonly #options: PaceOptions;
  readonly #byAccount = new Map<string, Pace>();

  constructor(options: PaceOptions) {
    this.#options = options;
  }

  of(account: string): Pace {
    const pace = this.#byAccount.get(account) ?? new Pace(this.#options);
    this.#byAccount.set(account, pace);
    return pace;
  }

  /** Stops the account's waiting calls and forgets what was known of its limits. */
  forget(account: string): void {
    this.#byAccount.get(account)?.stop();
    this.#byAccount.delete(account);
  }

  stop(): void {
    for (const account of [...this.#byAccount.keys()]) this.forget(account);
  }
}
