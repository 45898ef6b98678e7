import type { Database } from '../database/api.js';
import { type Knowledge, METRICS } from './knowledge.js';
import { type Rows, readDays } from './stored.js';
import { gaps, type Stretch, unite } from './stretches.js';

/** How many days before the first covered one a row may lie: the window's cut day, and one for a late midnight. */
const EDGE = 2;

/** The stretches in which a state depends on whether there is a row: all others are measured or zero for sure. */
export function unsettled(knowledge: Knowledge, within: Stretch): Stretch[] {
  const known = { first: Math.max(within.first, knowledge.begin - EDGE), last: within.last };
  return METRICS.map((metric) => gaps(knowledge[metric].settled, known)).reduce(unite, []);
}

/** The stored days of each repository's stretches. Few as a rule: the last days, and what an outage left. */
export async function readStretches(
  database: Database,
  stretches: ReadonlyMap<number, readonly Stretch[]>,
): Promise<Map<number, Rows>> {
  const wants = new Map<string, Stretch & { ids: number[] }>();
  for (const [id, list] of stretches) {
    for (const { first, last } of list) {
      const want = wants.get(`${first} ${last}`) ?? { ids: [], first, last };
      want.ids.push(id);
      wants.set(`${first} ${last}`, want);
    }
  }
  return readDays(database, [...wants.values()]);
}
