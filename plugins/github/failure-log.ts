import type { Failure } from './errors.js';

const REPEATED_AFTER_MS = 60_000;
/** Sentences that are remembered; there are few kinds, but their texts come from outside. */
const MAX_SENTENCES = 1_000;

/**
 * Tells the operator why GitHub could not be used: each reason once a minute and account, with how many more there were
 * since the line before. Of repositories it names none: whose they are the log's readers need not know.
 */
export function failureLog(
  write: (message: string) => void,
  elapsed: () => number = () => performance.now(),
): (failure: Failure, account: string) => void {
  const told = new Map<string, { at: number; more: number }>();
  return (failure, account) => {
    if (failure.class === 'ours' && failure.status === 0) return;
    // A limit says until when, each time another instant.
    const reason = failure.class === 'limit' ? 'limit' : failure.message;
    const key = `${account} ${reason}`;
    const before = told.get(key);
    if (before && elapsed() - before.at < REPEATED_AFTER_MS) {
      before.more += 1;
      return;
    }
    if (told.size >= MAX_SENTENCES) told.clear();
    told.set(key, { at: elapsed(), more: 0 });
    const more = before?.more ? ` (and ${before.more} more like it)` : '';
    write(`${failure.message} Asked for the account ${account}${more}.`);
  };
}
