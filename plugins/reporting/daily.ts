import type { StoredDay } from '../traffic/api.js';
import { type Ask, nameOf } from './ask.js';
import { homes } from './repository-link.js';
import type { Screen } from './show.js';
import { table } from './table.js';
import { told } from './words.js';

/** Every stored day of the chosen repositories, a row each. */
export async function daily(ask: Ask): Promise<Screen> {
  const { rows, repositories, data } = await table<StoredDay>(ask, {
    path: '/repos/stats',
    file: '/data/repostats.csv',
    also: [{ label: 'coverage CSV', file: '/data/coverage.csv' }],
    nouns: ['day', 'days'],
    pageSize: 50,
    everyColumn: true,
    labels: {
      repository: 'repository',
      day: 'day',
      views: 'views',
      visitors: 'visitors',
      clones: 'clones',
      cloners: 'cloners',
    },
    read: (query) => ask.traffic.days(query),
  });
  const home = homes(ask, [...repositories.values()]);
  const shown = rows.map((row) => {
    const repository = repositories.get(row.repositoryId)!;
    return {
      name: nameOf(repository),
      href: home(repository),
      day: row.day,
      cells: [
        told(row.views, row.viewsState, row.day, ask.today),
        told(row.visitors, row.viewsState, row.day, ask.today),
        told(row.clones, row.clonesState, row.day, ask.today),
        told(row.cloners, row.clonesState, row.day, ask.today),
      ],
    };
  });
  return { template: '_daily', title: 'Daily traffic', data: { ...data, rows: shown } };
}
