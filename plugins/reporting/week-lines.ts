import type { Repository } from '../repositories/api.js';
import type { Period, Traffic } from '../traffic/api.js';
import { line } from './csv.js';

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
];

/** Repositories whose weeks are read at once: ten years of them are some 26,000 rows. */
const TOGETHER = 50;
const ALL = 1_000_000;

/** The lines of weekly.csv; each week says whether its uniques are exact or "at most" (a sum of its days). */
export async function* weekLines(
  repositories: readonly Repository[],
  period: Period,
  traffic: Traffic,
  today: string,
): AsyncGenerator<string> {
  yield line(HEAD);
  const byId = new Map(repositories.map((one) => [one.id, one]));
  for (let at = 0; at < repositories.length; at += TOGETHER) {
    const { rows } = await traffic.weeks({
      repositoryIds: repositories.slice(at, at + TOGETHER).map(({ id }) => id),
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
      ]);
    }
    yield text;
  }
}

const are = (value: number | null, exact: boolean): string | null =>
  value === null ? null : exact ? 'exact' : 'at most';
