import type { DayState } from '../traffic/api.js';

/** One bar's worth: a count, or null where there is no figure, and how certain it is. */
export interface Beat {
  count: number | null;
  state: DayState;
}

/** A drawing in its own units: each path is the `d` of one SVG path, left out where it has no bar. */
export interface Sparkline {
  width: number;
  height: number;
  paths: { measured?: string; partial?: string; zero?: string; pending?: string; gap?: string };
}

type Kind = keyof Sparkline['paths'];

/**
 * Bars from left to right, the highest as high as the drawing. A gap (missing, lost) is a full column to be hatched,
 * never a zero; a growing day is an outline; zero and not yet known are ticks at the foot; days before are left out.
 * `width` and `height` in pixels; with more beats than half the pixels the bars touch.
 */
export function sparkline(
  beats: readonly Beat[],
  width: number,
  height: number,
  highest?: number,
): Sparkline {
  const top = highest ?? Math.max(1, ...beats.map(({ count }) => count ?? 0));
  const step = width / Math.max(1, beats.length);
  const wide = Math.max(0.5, step >= 3 ? step - 1 : step * 0.8);
  const paths: Sparkline['paths'] = {};
  beats.forEach((beat, at) => {
    const kind = kindOf(beat);
    if (!kind) return;
    const tall =
      kind === 'gap'
        ? height
        : kind === 'zero' || kind === 'pending'
          ? 1
          : Math.max(1, ((beat.count ?? 0) / top) * height);
    paths[kind] = (paths[kind] ?? '') + bar(at * step, height, wide, tall, kind === 'partial');
  });
  return { width, height, paths };
}

function kindOf({ count, state }: Beat): Kind | null {
  if (state === 'before') return count ? 'measured' : null;
  if (state === 'missing' || state === 'lost') return count === null ? 'gap' : 'partial';
  if (state === 'pending') return count === null ? 'pending' : 'partial';
  if (state === 'partial') return 'partial';
  return count ? 'measured' : 'zero';
}

function bar(left: number, foot: number, wide: number, tall: number, outline: boolean): string {
  const inset = outline && wide > 2 && tall > 1 ? 0.5 : 0;
  const [w, h] = [wide - 2 * inset, tall - 2 * inset];
  return `M${short(left + inset)} ${short(foot - tall + inset)}h${short(w)}v${short(h)}h-${short(w)}z`;
}

const short = (value: number): number => Math.round(value * 10) / 10;
