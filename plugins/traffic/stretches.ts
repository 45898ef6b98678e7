/** A stretch of days, first and last included, as numbers of calendar.ts. */
export interface Stretch {
  first: number;
  last: number;
}

/**
 * The union of two sets of days, each a list of stretches in any order: ascending, disjoint, and those that touch
 * made one. A union commutes, associates and repeats without effect: that makes the kept coverage a join.
 */
export function unite(left: readonly Stretch[], right: readonly Stretch[]): Stretch[] {
  const united: Stretch[] = [];
  for (const { first, last } of [...left, ...right].sort((a, b) => a.first - b.first)) {
    const before = united.at(-1);
    if (last < first) continue;
    if (before && first <= before.last + 1) before.last = Math.max(before.last, last);
    else united.push({ first, last });
  }
  return united;
}

/** What of the stretch `within` the days (ascending, disjoint) leave out. */
export function gaps(days: readonly Stretch[], within: Stretch): Stretch[] {
  const left: Stretch[] = [];
  let next = within.first;
  for (const { first, last } of days) {
    if (last < next) continue;
    if (first > within.last) break;
    if (first > next) left.push({ first: next, last: first - 1 });
    next = last + 1;
  }
  if (next <= within.last) left.push({ first: next, last: within.last });
  return left;
}

/** Whether the day is among the days (ascending, disjoint). */
export function contains(days: readonly Stretch[], day: number): boolean {
  for (let at = days.length - 1; at >= 0; at -= 1) {
    const stretch = days[at] as Stretch;
    if (day >= stretch.first) return day <= stretch.last;
  }
  return false;
}

/** Whether all days of the stretch are among the days (ascending, disjoint, touching ones made one). */
export function covers(days: readonly Stretch[], stretch: Stretch): boolean {
  return (
    stretch.last < stretch.first || days.some((one) => one.first <= stretch.first && stretch.last <= one.last)
  );
}
