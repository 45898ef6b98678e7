import type { Repository } from '../repositories/api.js';
import type { Period } from '../traffic/api.js';
import { type Ask, chosen } from './ask.js';
import { line } from './csv.js';
import { lengthOf } from './days.js';
import { exportedPeriod } from './export.js';

const HEAD = [
  'RID',
  'ORGNAME',
  'REPONAME',
  'FROM',
  'TO',
  'VIEWCOUNT',
  'VUNIQUESATMOST',
  'CLONECOUNT',
  'CUNIQUESATMOST',
  'VIEWSCOMPLETE',
  'CLONESCOMPLETE',
  'STARS',
  'VIEWDAYS',
  'CLONEDAYS',
  'DAYS',
];

/** Repositories of a piece: a piece should take a few milliseconds only. */
const TOGETHER = 20;

/**
 * totals.csv: a line a repository of the overview. Uniques are sums of days, so their columns say "at most"; the last columns
 * say how many of the period's days are known for good.
 */
export async function totalLines(
  ask: Ask,
): Promise<{ lines: AsyncGenerator<string>; period: Period | null }> {
  const repositories = await chosen(ask);
  const ids = repositories.map(({ id }) => id);
  const period = (await exportedPeriod(ask, ids)) ?? (await ask.traffic.extent(ids));
  return { lines: lines(ask, repositories, period), period };
}

async function* lines(
  { traffic, today }: Ask,
  repositories: readonly Repository[],
  period: Period | null,
): AsyncGenerator<string> {
  yield line(HEAD);
  if (!period) return;
  for (let at = 0; at < repositories.length; at += TOGETHER) {
    const some = repositories.slice(at, at + TOGETHER);
    const ids = some.map(({ id }) => id);
    const [totals, counts, coverage] = await Promise.all([
      traffic.totals(ids, period, today),
      traffic.newestCounts(ids),
      traffic.coverage(ids, today),
    ]);
    const rows = some.map((one) => {
      const counted = coverage.get(one.id)?.since ? totals.get(one.id) : undefined;
      const names = [one.id, one.owner, one.name, period.from, period.to];
      const views = [counted?.views, counted?.visitorsAtMost];
      const clones = [counted?.clones, counted?.clonersAtMost];
      const whole = [counted?.viewsComplete, counted?.clonesComplete];
      const days = [counted?.viewsDays, counted?.clonesDays, lengthOf(period)];
      return line([...names, ...views, ...clones, ...whole, counts.get(one.id)?.stars, ...days]);
    });
    yield rows.join('');
  }
}
