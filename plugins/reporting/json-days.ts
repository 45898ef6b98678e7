import type { Metric } from '../github/api.js';
import type { Repository } from '../repositories/api.js';
import type { Period, StoredDay } from '../traffic/api.js';
import { nameOf } from './ask.js';
import { addDays } from './days.js';

/**
 * repostats.json as the tutorial's chart reads it: `{labels, data: [{label, data: [{x, y, id}]}]}`, in pieces. The
 * labels are the days of the period; data are stored days only. `batches` come by repository in the given order.
 */
export async function* dayJson(
  repositories: readonly Repository[],
  period: Period | null,
  metric: Metric,
  batches: () => AsyncIterable<StoredDay[]>,
): AsyncGenerator<string> {
  yield `{"labels":[${labels(period)}],"data":[`;
  const byId = new Map(repositories.map((one) => [one.id, one]));
  let open = 0;
  let first = true;
  for await (const batch of batches()) {
    let text = '';
    for (const row of batch) {
      if (row[metric] === null) continue;
      if (row.repositoryId !== open) {
        text += `${open ? ']},' : ''}{"label":${JSON.stringify(nameOf(byId.get(row.repositoryId)!))},"data":[`;
        open = row.repositoryId;
        first = true;
      }
      text += `${first ? '' : ','}{"x":"${row.day}","y":${row[metric]},"id":${row.repositoryId}}`;
      first = false;
    }
    yield text;
  }
  yield open ? ']}]}' : ']}';
}

function labels(period: Period | null): string {
  const days: string[] = [];
  for (let day = period?.from; period && day && day <= period.to; day = addDays(day, 1))
    days.push(`"${day}"`);
  return days.join(',');
}
