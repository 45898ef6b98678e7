import type { BucketSize, Point } from '../traffic/api.js';
import { isoWeek, monthWords } from './days.js';
import { type Told, told, toldOfBucket } from './words.js';

/** The rows of the table under the charts, newest first: the same figures, in words where there are none. */
export function figuresTable(points: readonly Point[], bucket: BucketSize, today: string): object {
  const rows = points
    .filter(({ viewsState, clonesState }) => viewsState !== 'before' || clonesState !== 'before')
    .map((point) => ({
      start: point.start,
      name: nameOf(point.start, bucket),
      cells: bucket === 'day' ? cellsOfDay(point, today) : cellsOfBucket(point),
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

function cellsOfBucket(point: Point): Told[] {
  const { viewsState, viewsDays, clonesState, clonesDays, days } = point;
  return [
    toldOfBucket(point.views, viewsState, viewsDays, days),
    toldOfBucket(point.visitors, viewsState, viewsDays, days, point.visitorsExact),
    toldOfBucket(point.clones, clonesState, clonesDays, days),
    toldOfBucket(point.cloners, clonesState, clonesDays, days, point.clonersExact),
  ];
}

function nameOf(start: string, bucket: BucketSize): string {
  if (bucket === 'month') return monthWords(start);
  return bucket === 'week' ? `${isoWeek(start)} (from ${start})` : start;
}
