import type { Period } from '../traffic/api.js';
import { type Ask, chosen } from './ask.js';
import { line } from './csv.js';
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
];

/** totals.csv: a line a repository of the overview. Uniques are sums of days, so their columns say "at most". */
export async function totalLines(ask: Ask): Promise<{ text: string; period: Period | null }> {
  const repositories = await chosen(ask);
  const ids = repositories.map(({ id }) => id);
  const extent = await ask.traffic.extent(ids);
  const period = (await exportedPeriod(ask, ids)) ?? extent;
  if (!period) return { text: line(HEAD), period };
  const [totals, counts, coverage] = await Promise.all([
    ask.traffic.totals(ids, period, ask.today),
    ask.traffic.newestCounts(ids),
    ask.traffic.coverage(ids, ask.today),
  ]);
  const rows = repositories.map((one) => {
    const counted = coverage.get(one.id)?.since ? totals.get(one.id) : undefined;
    const names = [one.id, one.owner, one.name, period.from, period.to];
    const views = [counted?.views, counted?.visitorsAtMost];
    const clones = [counted?.clones, counted?.clonersAtMost];
    const whole = [counted?.viewsComplete, counted?.clonesComplete];
    return line([...names, ...views, ...clones, ...whole, counts.get(one.id)?.stars]);
  });
  return { text: line(HEAD) + rows.join(''), period };
}
