import type { ServerRoute } from '@hapi/hapi';
import { chosen } from '../ask.js';
import { coverageLines } from '../coverage-lines.js';
import { CSV, exportedPeriod, exportName, type Send } from '../export.js';
import { askOf } from '../show.js';
import { forReaders } from './readers.js';

/** What is known of each day of the chosen repositories: the screen's range, search and repositories, else everything. */
export const exportCoverage = (send: Send): ServerRoute => ({
  method: 'GET',
  path: '/data/coverage.csv',
  async handler(request, h) {
    const ask = askOf(request.server, request);
    return send(h, ask, async () => {
      const repositories = await chosen(ask);
      const ids = repositories.map(({ id }) => id);
      const period = await exportedPeriod(ask, ids);
      const pieces = coverageLines(repositories, () => ask.traffic.exportRanges(ids, period, ask.today));
      return { pieces, name: exportName('coverage', period, 'csv'), type: CSV };
    });
  },
  options: forReaders,
});
