import type { StoredRun } from './runs.js';

export interface Bar {
  x: number;
  height: number;
  state: 'measured' | 'failed' | 'zero' | 'partial';
  title: string;
}

const STEP = 8;
export const BAR = { width: 6, height: 32, step: STEP };

/**
 * The runs (newest first) as a line of small bars, oldest at the left: as high as the share of what was due that was
 * collected; red where something failed, an outline where something was left, a tick where nothing was due.
 */
export function bars(runs: readonly StoredRun[]): {
  bars: Bar[];
  width: number;
  height: number;
  barWidth: number;
} {
  const drawn = [...runs].reverse().map((run, place): Bar => {
    const { due, collected, failed, remaining } = run;
    const share = due > 0 ? collected / due : 0;
    const state =
      run.outcome === 'failed' || failed > 0
        ? 'failed'
        : due === 0
          ? 'zero'
          : remaining > 0
            ? 'partial'
            : 'measured';
    const day = new Date(run.started_at).toISOString().slice(0, 16).replace('T', ' ');
    const title =
      due === 0 ? `${day}: nothing was due` : `${day}: ${collected} of ${due} collected, ${failed} failed`;
    return { x: place * STEP, height: Math.max(4, Math.round(share * BAR.height)), state, title };
  });
  return { bars: drawn, width: Math.max(1, runs.length) * STEP, height: BAR.height, barWidth: BAR.width };
}
