/** A change in whole percent; `new` where there was nothing before; null where no fair comparison is possible. */
export type Change = number | 'new' | null;

/** One side of a comparison: what was counted, and whether enough of its days are known. */
export interface Side {
  count: number;
  complete: boolean;
}

/** The change from `before` to `now`: only between two complete periods. */
export function changeOf(now: Side | undefined, before: Side | undefined): Change {
  if (!now?.complete || !before?.complete) return null;
  if (before.count === 0) return now.count === 0 ? 0 : 'new';
  return Math.round(((now.count - before.count) / before.count) * 100);
}
