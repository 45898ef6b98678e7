import type { BucketSize, Point } from '../traffic/api.js';
import { isoWeek, monthWords } from './days.js';
import { type Told, told, toldOfRow } from './words.js';

/** The rows of the table under the charts, newest first: the same figures, in words where there are none. */
export function figuresTable(points: readonly Point[], bucket: BucketSize, today: string): object {
  const rows = points
    .filter(({ viewsState, clonesState }) => viewsState !== 'before' || clonesState !== 'before')
    .map((point) => ({
      start: point.start,
      name: nameOf(point.start, bucket),
      ...(bucket === 'day' ? { cells: cellsOfDay(point, today) } : toldOfRow(point)),
    }));
  return { bucket, rows: rows.reverse() };
}

function cellsOfDay(point: Point, today: string): Told[] {
  const { start, views, visitors, viewsState, clones, cloners, clonesState } = point;
  return [
    told(views, viewsState, start, today),
    told(visitors, viewsState, start, today),
    told(clones, clonesState, start, today),
    told(cloners, clonesState, start, today),
  ];
}

function nameOf(start: string, bucket: BucketSize): string {
  if (bucket === 'month') return monthWords(start);
  return bucket === 'week' ? `${isoWeek(start)} (from ${start})` : start;
}
