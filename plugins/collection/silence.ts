import type { Patience } from '../github/api.js';

/** The share of a run's time that may go to repositories of which GitHub says nothing. */
const SHARE = 0.1;
/** A GitHub that answers at all does so within this time. */
const LEAST_SECONDS = 2;

/** How long one tenant's part of a run waits for answers that do not come. */
export interface Silence {
  /** For the next attempt. */
  patience(): Patience;
  note(milliseconds: number): void;
}

/**
 * Two silences in a row are waited for until half of a tenth of `width` places' time in `budgetSeconds` is used up; then
 * one, and it is short. So those that are waited for at the same time do not take more than the tenth.
 */
export function createSilence(budgetSeconds: number, width: number): Silence {
  const shareSeconds = budgetSeconds * SHARE;
  let spentMs = 0;
  return {
    patience: () =>
      spentMs < (shareSeconds / 2) * width * 1000
        ? { seconds: Math.max(LEAST_SECONDS, shareSeconds / 3), silences: 2 }
        : { seconds: LEAST_SECONDS, silences: 1 },
    note(milliseconds) {
      spentMs += milliseconds;
    },
  };
}
