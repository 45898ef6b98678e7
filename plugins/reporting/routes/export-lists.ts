import type { ResponseObject, ResponseToolkit, ServerRoute } from '@hapi/hapi';
import { CSV, exportName } from '../export.js';
import { repositoryLines } from '../repository-lines.js';
import { askOf } from '../show.js';
import { totalLines } from '../total-lines.js';
import { userLines } from '../user-lines.js';
import { forReaders } from './readers.js';

const file = (h: ResponseToolkit, text: string, name: string): ResponseObject =>
  h.response(text).type(CSV).header('content-disposition', `attachment; filename="${name}"`);

/** The small files: a line a repository or a member. */
export const exportLists: ServerRoute[] = [
  {
    method: 'GET',
    path: '/data/repositories.csv',
    handler: async (request, h) =>
      file(h, await repositoryLines(askOf(request.server, request)), 'repositories.csv'),
    options: forReaders,
  },
  {
    method: 'GET',
    path: '/data/totals.csv',
    async handler(request, h) {
      const { text, period } = await totalLines(askOf(request.server, request));
      return file(h, text, exportName('totals', period, 'csv'));
    },
    options: forReaders,
  },
  {
    method: 'GET',
    path: '/data/user.csv',
    handler: async (request, h) => file(h, await userLines(request), 'user.csv'),
    options: forReaders,
  },
];
