import type { StoredWeek } from '../traffic/api.js';
import { type Ask, nameOf } from './ask.js';
import { AT_MOST_WEEK } from './explanations.js';
import { homes } from './repository-link.js';
import type { Screen } from './show.js';
import { table } from './table.js';
import { toldOfRow } from './words.js';

/** The chosen repositories by ISO week; uniques are GitHub's own where it had counted the week to its end. */
export async function weekly(ask: Ask): Promise<Screen> {
  const { rows, repositories, data } = await table<StoredWeek>(ask, {
    path: '/repos/statsweekly',
    file: '/data/weekly.csv',
    nouns: ['week', 'weeks'],
    pageSize: 50,
    wholeWeeks: true,
    labels: {
      repository: 'repository',
      day: 'week',
      views: 'views',
      visitors: 'visitors',
      clones: 'clones',
      cloners: 'cloners',
    },
    read: (query) => ask.traffic.weeks(query),
  });
  const home = homes(ask, [...repositories.values()]);
  const shown = rows.map((row) => {
    const repository = repositories.get(row.repositoryId)!;
    return {
      name: nameOf(repository),
      href: home(repository),
      week: row.week,
      day: row.monday,
      ...toldOfRow(row),
    };
  });
  return { template: '_weekly', title: 'Weekly traffic', data: { ...data, rows: shown, why: AT_MOST_WEEK } };
}
