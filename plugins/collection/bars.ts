import type { StoredRun } from './runs.js';

export interface Bar {
  x: number;
  height: number;
  state: 'measured' | 'failed' | 'zero' | 'partial';
  title: string;
}

const STEP = 8;
const WIDTH = 6;
const HEIGHT = 32;
/** What failed is seen, however little it was. */
const LEAST = 4;

/**
 * The runs (newest first) as a line of small bars, oldest at the left: as high as the share of what was due that was
 * collected, an outline where something was left over, a tick where nothing was due; what failed stands on top, in red.
 */
export function bars(runs: readonly StoredRun[]): {
  bars: Bar[];
  width: number;
  height: number;
  barWidth: number;
} {
  const drawn = [...runs].reverse().flatMap((run, place) => barsOf(run, place * STEP));
  return { bars: drawn, width: Math.max(1, runs.length) * STEP, height: HEIGHT, barWidth: WIDTH };
}

function barsOf({ due, collected, failed, remaining, outcome, started_at }: StoredRun, x: number): Bar[] {
  const at = new Date(started_at).toISOString().slice(0, 16).replace('T', ' ');
  const title =
    due === 0 ? `${at}: nothing was due` : `${at}: ${collected} of ${due} collected, ${failed} failed`;
  if (outcome === 'failed') return [{ x, height: HEIGHT, state: 'failed', title: `${at}: broke off` }];
  if (due === 0) return [{ x, height: 1, state: 'zero', title }];
  const red = failed > 0 ? Math.max(LEAST, Math.round((failed / due) * HEIGHT)) : 0;
  const height = Math.min(HEIGHT - red, Math.round((collected / due) * HEIGHT));
  const bar: Bar = { x, height, state: remaining > 0 ? 'partial' : 'measured', title };
  // Drawn first and as high as both, so that only what stands above the other bar shows.
  return red > 0 ? [{ x, height: height + red, state: 'failed', title }, bar] : [bar];
}
