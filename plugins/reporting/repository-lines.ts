import { type Ask, chosen } from './ask.js';
import { line } from './csv.js';

const HEAD = [
  'RID',
  'ORGNAME',
  'REPONAME',
  'ADDED',
  'SINCE',
  'UPTO',
  'LOSTDAYS',
  'STARS',
  'FORKS',
  'WATCHERS',
  'OPENISSUES',
  'PRIVATE',
  'ARCHIVED',
  'DESCRIPTION',
];

/** repositories.csv: what is tracked, since when it is kept, and GitHub's newest counts. */
export async function repositoryLines(ask: Ask): Promise<string> {
  const repositories = await chosen(ask);
  const ids = repositories.map(({ id }) => id);
  const [coverage, counts] = await Promise.all([
    ask.traffic.coverage(ids, ask.today),
    ask.traffic.newestCounts(ids),
  ]);
  const rows = repositories.map((one) => {
    const kept = coverage.get(one.id);
    const now = counts.get(one.id);
    return line([
      one.id,
      one.owner,
      one.name,
      one.addedAt.slice(0, 10),
      kept?.since,
      kept?.upTo,
      kept?.lostDays,
      now?.stars,
      now?.forks,
      now?.watchers,
      now?.openIssues,
      one.private,
      one.archived,
      one.description,
    ]);
  });
  return line(HEAD) + rows.join('');
}
