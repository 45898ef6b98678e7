import type { Repository } from '../repositories/api.js';
import type { Period, Traffic } from '../traffic/api.js';
import { line } from './csv.js';
import { lengthOf } from './days.js';

const HEAD = [
  'RID',
  'WEEK',
  'MONDAY',
  'VIEWCOUNT',
  'VUNIQUES',
  'VUNIQUESARE',
  'CLONECOUNT',
  'CUNIQUES',
  'CUNIQUESARE',
  'ORGNAME',
  'REPONAME',
  'VIEWSTATE',
  'CLONESTATE',
  'VIEWDAYS',
  'CLONEDAYS',
  'DAYS',
];

/** Days from which the weeks of a piece are made, about: a piece should take a few milliseconds only. */
const DAYS = 400;
const ALL = 1_000_000;

/**
 * The lines of weekly.csv; each week says whether its uniques are exact or "at most" (a sum of its days), and how many of its
 * days are known for good.
 */
export async function* weekLines(
  repositories: readonly Repository[],
  period: Period,
  traffic: Traffic,
  today: string,
): AsyncGenerator<string> {
  yield line(HEAD);
  const byId = new Map(repositories.map((one) => [one.id, one]));
  const together = Math.max(1, Math.floor(DAYS / lengthOf(period)));
  for (let at = 0; at < repositories.length; at += together) {
    const { rows } = await traffic.weeks({
      repositoryIds: repositories.slice(at, at + together).map(({ id }) => id),
      period,
      sort: 'repository',
      descending: false,
      page: 1,
      pageSize: ALL,
      today,
    });
    let text = '';
    for (const row of rows) {
      const { owner, name } = byId.get(row.repositoryId)!;
      text += line([
        row.repositoryId,
        row.week,
        row.monday,
        row.views,
        row.visitors,
        are(row.visitors, row.visitorsExact),
        row.clones,
        row.cloners,
        are(row.cloners, row.clonersExact),
        owner,
        name,
        row.viewsState,
        row.clonesState,
        row.viewsDays,
        row.clonesDays,
        row.days,
      ]);
    }
    yield text;
  }
}

const are = (value: number | null, exact: boolean): string | null =>
  value === null ? null : exact ? 'exact' : 'at most';
