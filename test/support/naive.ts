import type { Metric } from '../../plugins/github/api.js';
import type { DayState, Harvest } from '../../plugins/traffic/api.js';

const DAY = 86_400_000;
const older = (day: string, today: string) => (Date.parse(today) - Date.parse(day)) / DAY;

/**
 * The state of a day as the rules say it, worked out the slow way from all answers: the yardstick for the stored
 * states. Each answer is looked at by the age that the day had when it was asked.
 */
export function naiveState(
  harvests: readonly Harvest[],
  metric: Metric,
  day: string,
  today: string,
): DayState {
  const asked = harvests.filter((harvest) => harvest.days[metric]);
  const ages = asked.map((harvest) => older(day, harvest.askedDay));
  const row = asked.some((harvest) => harvest.days[metric]!.buckets.some((bucket) => bucket.day === day));
  const useful = ages.some((age) => age >= 2 && age <= 13);
  if (row) return useful ? 'measured' : 'partial';
  const windows = harvests.filter((harvest) => harvest.days.views ?? harvest.days.clones);
  const begun = windows.some((harvest) => older(day, harvest.askedDay) <= 13);
  if (!begun) return 'before';
  const proven = asked.some((harvest) => {
    const age = older(day, harvest.askedDay);
    const seen = [
      harvest.runNewest,
      ...METRICS.flatMap((one) => harvest.days[one]?.buckets.map((b) => b.day) ?? []),
    ];
    return age >= 2 && age <= 13 && (age >= 7 || seen.some((newest) => newest !== null && newest > day));
  });
  if (proven) return 'zero';
  const age = older(day, today);
  if (age < 0) return 'pending';
  if (age > 13) return 'lost';
  return ages.some((then) => then >= 0 && then <= 13) ? 'pending' : 'missing';
}

const METRICS = ['views', 'clones'] as const;

/** The greatest figures that any answer had for a day. */
export function naiveFigures(harvests: readonly Harvest[], metric: Metric, day: string) {
  const buckets = harvests
    .flatMap((harvest) => harvest.days[metric]?.buckets ?? [])
    .filter((one) => one.day === day);
  return {
    count: Math.max(0, ...buckets.map((bucket) => bucket.count)),
    uniques: Math.max(0, ...buckets.map((bucket) => bucket.uniques)),
  };
}
