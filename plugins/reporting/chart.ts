import type { Metric } from '../github/api.js';
import type { BucketSize, DayState, Point } from '../traffic/api.js';
import { type Beat, type Sparkline, sparkline } from './sparkline.js';
import { daysOf } from './words.js';

/** One line or row of bars, as static/charts.js reads it. */
export interface ChartSeries {
  label: string;
  color: string;
  values: (number | null)[];
  states: DayState[];
  inside?: boolean;
  previous?: boolean;
  of?: string[];
  atMost?: boolean | boolean[];
  notes?: string[];
}

/** A chart's JSON, described at the head of static/charts.js. */
export interface Chart {
  kind: 'line' | 'bars';
  days: string[];
  bucket: BucketSize;
  series: ChartSeries[];
  marks?: { day: string; label: string }[];
  sync?: string;
  unit?: string;
}

/** The points' counts of a metric, with what is known of each. */
export function countSeries(
  points: readonly Point[],
  metric: Metric,
  label: string,
  color: string,
): ChartSeries {
  const values = points.map((point) => point[metric]);
  return { label, color, values, states: points.map(stateOf(metric)), ...notesOf(points, metric) };
}

// Weeks and months that are not whole say how many of their days are known.
function notesOf(points: readonly Point[], metric: Metric): { notes?: string[] } {
  const notes = points.map(({ viewsDays, clonesDays, days }) => {
    const known = metric === 'views' ? viewsDays : clonesDays;
    return days > 1 && known < days ? daysOf(known, days) : '';
  });
  return notes.some(Boolean) ? { notes } : {};
}

/** What the outlines of a chart by week or month mean, for its foot; empty where there are none. */
export function outlineWords({ bucket, series }: Chart): string {
  if (bucket === 'day') return '';
  const some = series.some(({ notes, values }) => notes?.some((note, at) => note && values[at] !== null));
  return some ? ` · hollow: a ${bucket} of which not every day is known, or in the range` : '';
}

/** The points' uniques of a metric; `atMost` marks those that are sums. */
export function uniqueSeries(points: readonly Point[], metric: Metric, atMostAll: boolean): ChartSeries {
  const noun = metric === 'views' ? 'visitors' : 'cloners';
  const exact = points.map((point) => (metric === 'views' ? point.visitorsExact : point.clonersExact));
  const atMost = atMostAll || exact.every((one) => !one) ? true : exact.map((one) => !one);
  return {
    label: atMost === true ? `${noun} at most` : noun,
    color: noun,
    inside: true,
    values: points.map((point) => (metric === 'views' ? point.visitors : point.cloners)),
    states: points.map(stateOf(metric)),
    ...(exact.some((one) => !one) && { atMost }),
    ...notesOf(points, metric),
  };
}

/**
 * The period before under the same days: lighter, dashed; nothing of it counts as still growing. A week that is not whole
 * in both of them is not compared.
 */
export function previousSeries(
  before: readonly Point[],
  now: readonly Point[],
  metric: Metric,
  label: string,
): ChartSeries {
  const fair = (at: number) =>
    now[at]?.days === 1 || (isWhole(now[at], metric) && isWhole(before[at], metric));
  const values = now.map((_, at) => (fair(at) ? (before[at]?.[metric] ?? null) : null));
  const of = now.map((_, at) => before[at]?.start ?? '');
  const states = now.map((_, at) => stateOrBefore(before[at], metric));
  return { label, color: metric, previous: true, values, states, of };
}

function isWhole(point: Point | undefined, metric: Metric): boolean {
  return point !== undefined && point.days === (metric === 'views' ? point.viewsDays : point.clonesDays);
}

const stateOf = (metric: Metric) => (point: Point) =>
  metric === 'views' ? point.viewsState : point.clonesState;
const stateOrBefore = (point: Point | undefined, metric: Metric): DayState =>
  point ? stateOf(metric)(point) : 'before';

/** The points as a sparkline's beats. */
export const beatsOf = (points: readonly Point[], metric: Metric): Beat[] =>
  points.map((point) => ({ count: point[metric], state: stateOf(metric)(point) }));

/** Whether any day of the points has a figure or is known to be zero. */
export const anyKnown = (points: readonly Point[], metric: Metric): boolean =>
  points.some((point) => point[metric] !== null);

/** The first series as bars: what stands in the chart's place until, or unless, a script draws it. */
export function sparkOf({ series }: Chart): (Sparkline & { color: string }) | undefined {
  const [first] = series;
  if (!first) return undefined;
  const beats = first.values.map((count, at): Beat => ({ count, state: first.states[at] ?? 'before' }));
  return { ...sparkline(beats, 800, 120), color: first.color };
}
