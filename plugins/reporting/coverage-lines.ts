import type { Repository } from '../repositories/api.js';
import type { CoverageRange } from '../traffic/api.js';
import { line } from './csv.js';
import { lengthOf } from './days.js';

const HEAD = ['RID', 'ORGNAME', 'REPONAME', 'METRIC', 'STATE', 'FIRSTDAY', 'LASTDAY', 'DAYS'];

/**
 * The lines of coverage.csv: its head, then a piece a batch. What is known of every day since a history began, metric by
 * metric, as ranges of days of one state; also of the days that have no line in repostats.csv.
 */
export async function* coverageLines(
  repositories: readonly Repository[],
  batches: () => AsyncIterable<CoverageRange[]>,
): AsyncGenerator<string> {
  yield line(HEAD);
  const byId = new Map(repositories.map((one) => [one.id, one]));
  for await (const batch of batches()) {
    const rows = batch.map((range) => {
      const { owner, name } = byId.get(range.repositoryId)!;
      const { repositoryId, metric, state, from, to } = range;
      return line([repositoryId, owner, name, metric, state, from, to, lengthOf(range)]);
    });
    yield rows.join('');
  }
}
