import type { ServerRoute } from '@hapi/hapi';
import { chosen } from '../ask.js';
import { exportedPeriod, exportName, type Send } from '../export.js';
import { dayJson } from '../json-days.js';
import { askOf } from '../show.js';
import { forPrograms } from './readers.js';

/** The days as the tutorial's chart reads them; `metric=clones` for clones. */
export const exportJson = (send: Send): ServerRoute => ({
  method: 'GET',
  path: '/data/repostats.json',
  async handler(request, h) {
    const ask = askOf(request.server, request);
    return send(h, ask, async () => {
      const repositories = await chosen(ask);
      const ids = repositories.map(({ id }) => id);
      const period = await exportedPeriod(ask, ids);
      const labels = period ?? (await ask.traffic.extent(ids));
      const metric = ask.query.metric === 'clones' ? 'clones' : 'views';
      const days = () => ask.traffic.exportDays(ids, period, ask.today);
      return {
        pieces: dayJson(repositories, labels, metric, days),
        name: exportName('repostats', period, 'json'),
        type: 'application/json; charset=utf-8',
      };
    });
  },
  options: { ...forPrograms, plugins: { ...forPrograms.plugins, json: true } },
});
