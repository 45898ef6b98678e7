import type { Repository } from '../repositories/api.js';
import type { Counts, Coverage } from '../traffic/api.js';
import { type Ask, chosen } from './ask.js';
import { BOM, line } from './csv.js';

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

/** Repositories of a piece: a piece should take a few milliseconds only. */
const TOGETHER = 20;

/** repositories.csv: what is tracked, since when it is kept, and GitHub's newest counts. */
export async function repositoryLines(ask: Ask): Promise<AsyncGenerator<string>> {
  return lines(ask, await chosen(ask));
}

async function* lines({ traffic, today }: Ask, repositories: readonly Repository[]): AsyncGenerator<string> {
  yield BOM + line(HEAD);
  for (let at = 0; at < repositories.length; at += TOGETHER) {
    const some = repositories.slice(at, at + TOGETHER);
    const ids = some.map(({ id }) => id);
    const [coverage, counts] = await Promise.all([traffic.coverage(ids, today), traffic.newestCounts(ids)]);
    yield some.map((one) => lineOf(one, coverage.get(one.id), counts.get(one.id))).join('');
  }
}

const lineOf = (one: Repository, kept: Coverage | undefined, now: Counts | undefined): string =>
  line([
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
