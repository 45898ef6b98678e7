/** The clocks of several machines may differ by so much and still be right. */
const SKEW_MS = 5 * 60_000;

/** What was written down at `since` and ends at `until`. */
export interface Term {
  since: Date;
  until: Date;
}

/**
 * Whether a stored term holds at `now`: it has begun and has not ended. One that begins in the future was written by a
 * clock that was ahead. It does not hold, since otherwise it would for as long as that clock was wrong.
 */
export function isInForce({ since, until }: Term, now: Date, skewMs = SKEW_MS): boolean {
  return since.getTime() <= now.getTime() + skewMs && now < until;
}

/** The term of so many milliseconds from a stored instant on; null where there is none. */
export function termFrom(since: Date | string | null | undefined, lengthMs: number): Term | null {
  if (!since) return null;
  const begin = new Date(since);
  return { since: begin, until: new Date(begin.getTime() + lengthMs) };
}
