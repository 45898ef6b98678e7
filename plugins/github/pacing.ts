import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { isInForce, type Term } from '../database/in-force.js';
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
  #block: Term | null = null;
  #strikes = 0;
  #budget: { remaining: number; term: Term } | null = null;

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

  /** What is left of the account's hour, as GitHub last said; null before it has, and when the hour is over. */
  get budget(): { remaining: number; resetAt: Date } | null {
    const known = this.#budget;
    if (!known || !isInForce(known.term, this.#options.now())) return null;
    return { remaining: known.remaining, resetAt: known.term.until };
  }

  /** Takes over what GitHub says is left for so many seconds. */
  noteBudget(remaining: number, seconds: number): void {
    const since = this.#options.now();
    this.#budget = { remaining, term: { since, until: new Date(since.getTime() + seconds * 1000) } };
    if (remaining === 0) this.block(seconds);
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
    const wait = this.#blockedFor();
    return wait <= PATIENCE ? wait : undefined;
  }

  /** Leaves GitHub alone for so many seconds; without a number a minute, then twice as long each time, up to an hour. */
  block(seconds: number | 'unsaid'): Date {
    const since = this.#options.now();
    // Those that were on their way together count as one refusal.
    if (seconds === 'unsaid' && this.#blockedFor() === 0) this.#strikes++;
    const wait =
      seconds === 'unsaid' ? Math.min(HOUR, MINUTE * 2 ** Math.max(0, this.#strikes - 1)) : seconds * 1000;
    const until = new Date(since.getTime() + Math.max(wait, this.#blockedFor()));
    this.#block = { since, until };
    return until;
  }

  /** GitHub answered as it should. */
  succeeded(): void {
    if (this.#blockedFor() === 0) this.#strikes = 0;
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
    if (this.patientWait() === undefined) throw limited(this.#block!.until);
  }

  #blockedFor(): number {
    const now = this.#options.now();
    return this.#block && isInForce(this.#block, now) ? this.#block.until.getTime() - now.getTime() : 0;
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
      const block = this.#block;
      const wait = this.patientWait() ?? 0;
      if (wait === 0) return;
      await this.#pause(wait + 1);
      // What was slept through is over, whatever the wall clock says.
      if (this.#block === block) this.#block = null;
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
