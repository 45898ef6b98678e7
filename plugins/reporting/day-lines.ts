import type { Repository } from '../repositories/api.js';
import type { StoredDay } from '../traffic/api.js';
import { END, textCell } from './csv.js';

/** The first six are the tutorial's and keep their order. Uniques are per day and cannot be added up. */
const HEAD =
  'RID,TDATE,VIEWCOUNT,VUNIQUES,CLONECOUNT,CUNIQUES,ORGNAME,REPONAME,VIEWSTATE,CLONESTATE,UNIQUESPER';

/**
 * The lines of repostats.csv: its head, then a piece a batch. Built by hand, for it is the one file that may have
 * millions of lines; figures, days and states need no quoting.
 */
export async function* dayLines(
  repositories: readonly Repository[],
  batches: () => AsyncIterable<StoredDay[]>,
): AsyncGenerator<string> {
  yield HEAD + END;
  const names = new Map(
    repositories.map(({ id, owner, name }) => [id, `,${textCell(owner)},${textCell(name)},`]),
  );
  for await (const batch of batches()) {
    let text = '';
    for (const row of batch) {
      const views = row.views === null ? ',' : `${row.views},${row.visitors}`;
      const clones = row.clones === null ? ',' : `${row.clones},${row.cloners}`;
      text += `${row.repositoryId},${row.day},${views},${clones}${names.get(row.repositoryId)}${row.viewsState},${row.clonesState},day\r\n`;
    }
    yield text;
  }
}
