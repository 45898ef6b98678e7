import type { Traffic } from '../traffic/api.js';
import { memory } from './memory.js';

/** What is asked again and again for different screens: the answers about many repositories are dear. */
const READS = [
  'series',
  'sum',
  'totals',
  'compare',
  'days',
  'weeks',
  'newestCounts',
  'coverage',
  'extent',
  'snapshot',
  'snapshotCourse',
  'fortnights',
] as const satisfies readonly (keyof Traffic)[];

/**
 * Gives traffic's reads with a memory: while the revision stands still the same question with the same reach
 * (`database.reached()`) gets the same answer, at most `limit` of them are kept, and no caller may change one. The sorting
 * and paging of a screen then cost no more than its rows.
 */
export function remembering(traffic: Traffic, limit = 150): (revision: number, reached: string) => Traffic {
  const answers = memory<unknown>(limit);
  let known = -1;

  const answer = (reached: string, name: (typeof READS)[number], args: unknown[]): Promise<unknown> =>
    answers.get(`${reached} ${name} ${JSON.stringify(args)}`, () =>
      (traffic[name] as (...args: unknown[]) => Promise<unknown>)(...args),
    );

  const remembered = (reached: string) => {
    const reads = READS.map((name) => [name, (...args: unknown[]) => answer(reached, name, args)]);
    return { ...traffic, ...Object.fromEntries(reads) } as Traffic;
  };
  return (revision, reached) => {
    if (revision !== known) answers.clear();
    known = revision;
    return remembered(reached);
  };
}
