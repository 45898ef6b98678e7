const HOUR = 3_600_000;

interface Budget {
  used: number;
  resetAt: number;
}

/** The primary limit: so many requests an hour and account, by the stand-in's clock. */
export class Limits {
  readonly #budgets = new Map<number, Budget>();
  perHour: number;

  constructor(perHour: number) {
    this.perHour = perHour;
  }

  /** The account's budget at `now` (milliseconds); a new hour begins with the first request after the last. */
  of(account: number, now: number): Budget {
    let budget = this.#budgets.get(account);
    if (!budget || budget.resetAt <= now || budget.resetAt > now + HOUR) {
      budget = { used: 0, resetAt: now + HOUR };
      this.#budgets.set(account, budget);
    }
    return budget;
  }

  /** Counts a request; false where none is left. */
  take(account: number, now: number): boolean {
    const budget = this.of(account, now);
    if (budget.used >= this.perHour) return false;
    budget.used++;
    return true;
  }

  /** https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#checking-the-status-of-your-rate-limit */
  headers(account: number, now: number): Record<string, string> {
    const { used, resetAt } = this.of(account, now);
    return {
      'x-ratelimit-limit': String(this.perHour),
      'x-ratelimit-remaining': String(Math.max(0, this.perHour - used)),
      'x-ratelimit-used': String(used),
      'x-ratelimit-reset': String(Math.floor(resetAt / 1000)),
      'x-ratelimit-resource': 'core',
    };
  }
}
