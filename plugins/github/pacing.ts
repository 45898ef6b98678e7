import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { limited, stopped } from './errors.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A wait up to this many milliseconds is slept; a longer one is the caller's business. */
const PATIENCE = 5_000;

export interface PaceOptions {
  concurrent: number;
  perMinute: number;
  /** Local time, by which `retryAt` is meant. */
  now: () => Date;
  /** Milliseconds of a clock that never jumps. */
  elapsed?: () => number;
  sleep?: (milliseconds: number, signal: AbortSignal) => Promise<unknown>;
}

/** The pace of one GitHub account: so many at a time, so many a minute, and none before GitHub allows it again. */
export class Pace {
  readonly #options: Required<PaceOptions>;
  readonly #stopped = new AbortController();
  readonly #waiting: (() => void)[] = [];
  readonly #starts: number[] = [];
  #first = 0;
  #working = 0;
  #retryAt = 0;
  #strikes = 0;
  budget: { remaining: number; resetAt: Date } | null = null;

  constructor(options: PaceOptions) {
    const sleep = (milliseconds: number, signal: AbortSignal) => delay(milliseconds, undefined, { signal });
    this.#options = { elapsed: () => performance.now(), sleep, ...options };
    // Everybody who asks or waits listens, so there are more than the ten that Node takes for a leak.
    setMaxListeners(0, this.signal);
  }

  /** Ends when the account is forgotten or the app stops. */
  get signal(): AbortSignal {
    return this.#stopped.signal;
  }

  /** Waits for a place and answers how to give it back. Throws Failure: at once where GitHub is to be left alone. */
  async enter(): Promise<() => void> {
    this.#refuse();
    if (this.#working >= this.#options.concurrent) await new Promise<void>((go) => this.#waiting.push(go));
    else this.#working++;
    try {
      await this.#pause(this.#reserve() - this.#options.elapsed());
      await this.#waitOut();
    } catch (error) {
      this.#leave();
      throw error;
    }
    return () => this.#leave();
  }

  /** Milliseconds until GitHub may be asked, or undefined where that is too long to be slept. */
  patientWait(): number | undefined {
    const wait = Math.max(0, this.#retryAt - this.#options.now().getTime());
    return wait <= PATIENCE ? wait : undefined;
  }

  /** Leaves GitHub alone for so many seconds; without a number a minute, then twice as long each time, up to an hour. */
  block(seconds: number | 'unsaid'): Date {
    const now = this.#options.now().getTime();
    // Those that were on their way together count as one refusal.
    if (seconds === 'unsaid' && this.#retryAt <= now) this.#strikes++;
    const wait =
      seconds === 'unsaid' ? Math.min(HOUR, MINUTE * 2 ** Math.max(0, this.#strikes - 1)) : seconds * 1000;
    this.#retryAt = Math.max(this.#retryAt, now + wait);
    return new Date(this.#retryAt);
  }

  /** GitHub answered as it should. */
  succeeded(): void {
    if (this.#retryAt <= this.#options.now().getTime()) this.#strikes = 0;
  }

  /** Ends all waits; whoever waits or comes later gets a Failure. */
  stop(): void {
    this.#stopped.abort();
    for (const go of this.#waiting.splice(0)) {
      this.#working++;
      go();
    }
  }

  #refuse(): void {
    if (this.#stopped.signal.aborted) throw stopped();
    if (this.patientWait() === undefined) throw limited(new Date(this.#retryAt));
  }

  /** The earliest start that keeps any minute at `perMinute` starts; it counts as taken. */
  #reserve(): number {
    const { elapsed, perMinute } = this.#options;
    const now = elapsed();
    while (this.#first < this.#starts.length && this.#starts[this.#first]! <= now - MINUTE) this.#first++;
    if (this.#first > 4096) {
      this.#starts.splice(0, this.#first);
      this.#first = 0;
    }
    const before = this.#starts.at(-perMinute);
    const start = before === undefined ? now : Math.max(now, before + MINUTE);
    this.#starts.push(start);
    return start;
  }

  async #waitOut(): Promise<void> {
    for (;;) {
      this.#refuse();
      const until = this.#retryAt;
      const wait = this.patientWait() ?? 0;
      if (wait === 0) return;
      await this.#pause(wait + 1);
      // What was slept through is over, whatever the wall clock says.
      if (this.#retryAt === until) this.#retryAt = 0;
    }
  }

  async #pause(milliseconds: number): Promise<void> {
    if (milliseconds <= 0) return;
    try {
      await this.#options.sleep(milliseconds, this.#stopped.signal);
    } catch (error) {
      throw this.#stopped.signal.aborted ? stopped() : error;
    }
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#working--;
  }
}
