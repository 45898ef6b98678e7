import type { ServerRoute } from '@hapi/hapi';
import { chosen } from '../ask.js';
import { dayLines } from '../day-lines.js';
import { CSV, exportedPeriod, exportName, type Send } from '../export.js';
import { finder } from '../search.js';
import { askOf } from '../show.js';
import { forPrograms } from './readers.js';

/** All stored days of the chosen repositories: the screen's range, search, repositories and words, else everything. */
export const exportDays = (send: Send): ServerRoute => ({
  method: 'GET',
  path: '/data/repostats.csv',
  async handler(request, h) {
    const ask = askOf(request.server, request);
    return send(h, ask, async () => {
      const repositories = await chosen(ask);
      const ids = repositories.map(({ id }) => id);
      const period = await exportedPeriod(ask, ids);
      const found = finder(ask.query.find, repositories);
      const pieces = dayLines(repositories, () => found(ask.traffic.exportDays(ids, period, ask.today)));
      return { pieces, name: exportName('repostats', period, 'csv'), type: CSV };
    });
  },
  options: forPrograms,
});
