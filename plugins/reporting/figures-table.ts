import type { BucketSize, Point } from '../traffic/api.js';
import { isoWeek, monthWords } from './days.js';
import { told } from './words.js';

/** The rows of the table under the charts, newest first: the same figures, in words where there are none. */
export function figuresTable(points: readonly Point[], bucket: BucketSize, today: string): object {
  const rows = points
    .filter(({ viewsState, clonesState }) => viewsState !== 'before' || clonesState !== 'before')
    .map((point) => ({
      start: point.start,
      name: nameOf(point.start, bucket),
      cells: [
        told(point.views, point.viewsState, point.start, today),
        told(point.visitors, point.viewsState, point.start, today, point.visitorsExact),
        told(point.clones, point.clonesState, point.start, today),
        told(point.cloners, point.clonesState, point.start, today, point.clonersExact),
      ],
    }));
  return { bucket, rows: rows.reverse() };
}

function nameOf(start: string, bucket: BucketSize): string {
  if (bucket === 'month') return monthWords(start);
  return bucket === 'week' ? `${isoWeek(start)} (from ${start})` : start;
}
