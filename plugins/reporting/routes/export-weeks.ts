import type { ServerRoute } from '@hapi/hapi';
import { chosen } from '../ask.js';
import { CSV, exportedPeriod, exportName, type Send } from '../export.js';
import { wholeWeeks } from '../range.js';
import { askOf } from '../show.js';
import { weekLines } from '../week-lines.js';
import { forPrograms } from './readers.js';

/** The weeks of the chosen repositories, as the weekly page shows them: the range is widened to whole weeks. */
export const exportWeeks = (send: Send): ServerRoute => ({
  method: 'GET',
  path: '/data/weekly.csv',
  async handler(request, h) {
    const ask = askOf(request.server, request);
    return send(h, ask, async () => {
      const repositories = await chosen(ask);
      const ids = repositories.map(({ id }) => id);
      const period = await exportedPeriod(ask, ids);
      const all = period ?? (await ask.traffic.extent(ids)) ?? { from: ask.today, to: ask.today };
      const weeks = wholeWeeks(all, ask.today);
      const pieces = weekLines(repositories, weeks, ask.traffic, ask.today);
      return { pieces, name: exportName('weekly', period && weeks, 'csv'), type: CSV };
    });
  },
  options: forPrograms,
});
