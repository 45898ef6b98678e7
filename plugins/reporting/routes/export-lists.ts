import type { ServerRoute } from '@hapi/hapi';
import { CSV, exportName, type Send } from '../export.js';
import { repositoryLines } from '../repository-lines.js';
import { askOf } from '../show.js';
import { totalLines } from '../total-lines.js';
import { userLines } from '../user-lines.js';
import { forPrograms } from './readers.js';

/** The small files: a line a repository or a member. */
export const exportLists = (send: Send): ServerRoute[] => [
  {
    method: 'GET',
    path: '/data/repositories.csv',
    async handler(request, h) {
      const ask = askOf(request.server, request);
      return send(h, ask, async () => {
        return { pieces: await repositoryLines(ask), name: 'repositories.csv', type: CSV };
      });
    },
    options: forPrograms,
  },
  {
    method: 'GET',
    path: '/data/totals.csv',
    async handler(request, h) {
      const ask = askOf(request.server, request);
      return send(h, ask, async () => {
        const { lines, period } = await totalLines(ask);
        return { pieces: lines, name: exportName('totals', period, 'csv'), type: CSV };
      });
    },
    options: forPrograms,
  },
  {
    method: 'GET',
    path: '/data/user.csv',
    handler: async (request, h) =>
      h
        .response(await userLines(request))
        .type(CSV)
        .header('content-disposition', 'attachment; filename="user.csv"'),
    options: forPrograms,
  },
];
