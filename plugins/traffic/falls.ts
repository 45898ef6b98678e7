import type { Fall, Harvest } from './api.js';
import { age } from './calendar.js';
import type { Stored } from './compare.js';
import { METRICS, REACH } from './knowledge.js';

const STORED = {
  views: { row: 'collected_views_row', count: 'collected_views', uniques: 'collected_view_uniques' },
  clones: { row: 'collected_clones_row', count: 'collected_clones', uniques: 'collected_clone_uniques' },
} as const;

/**
 * Counts that GitHub answers lower than before. Not those of the day before its 14: that one is cut at the time of
 * day of the request, and so falls every day.
 */
export function fallsOf(harvest: Harvest, stored: Stored): Fall[] {
  const falls: Fall[] = [];
  for (const metric of METRICS) {
    for (const bucket of harvest.days[metric]?.buckets ?? []) {
      const old = stored.rows.get(`days ${bucket.day}`);
      if (!old?.[STORED[metric].row] || age(bucket.day, harvest.askedDay) > REACH) continue;
      for (const column of ['count', 'uniques'] as const) {
        const kept = Number(old[STORED[metric][column]]);
        const answered = bucket[column];
        if (answered < kept) falls.push({ day: bucket.day, metric, column, kept, answered });
      }
    }
  }
  return falls;
}
