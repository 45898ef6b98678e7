import type { RunResult } from './api.js';

/** What a command prints. */
export type Sum = Omit<RunResult, 'repositories' | 'busy'> & { rounds: number };

export interface Totals {
  /** Adds a run's result, and answers it. */
  add(result: RunResult): RunResult;
  /** All of them together: a repository counts once, as it stood at its last try. */
  sum(): Sum;
}

/** Several runs that do one job. */
export function createTotals(): Totals {
  const outcomes = new Map<number, 'collected' | 'failed' | 'waiting'>();
  const results: RunResult[] = [];
  return {
    add(result) {
      results.push(result);
      for (const [id, outcome] of result.repositories)
        if (outcome !== 'waiting' || !outcomes.has(id)) outcomes.set(id, outcome);
      return result;
    },
    sum() {
      const { repositories, busy, ...last } = results.at(-1)!;
      // A last round that another process keeps away leaves what the ones before it did.
      const { remaining, tracked } = results.findLast(({ outcome }) => outcome === 'ended') ?? last;
      const count = (wanted: string) => [...outcomes.values()].filter((one) => one === wanted).length;
      const counts = { due: outcomes.size, collected: count('collected'), failed: count('failed') };
      return { ...last, ...counts, tracked, remaining, done: remaining === 0, rounds: results.length };
    },
  };
}
