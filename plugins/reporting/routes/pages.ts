import type { ServerRoute } from '@hapi/hapi';
import { daily } from '../daily.js';
import { linechart } from '../linechart.js';
import { overview } from '../overview.js';
import type { Show } from '../show.js';
import { weekly } from '../weekly.js';
import { forReaders as options } from './readers.js';

/** The pages over many repositories. */
export const pages = (show: Show): ServerRoute[] => [
  { method: 'GET', path: '/overview', handler: (request, h) => show(request, h, overview), options },
  { method: 'GET', path: '/repos/stats', handler: (request, h) => show(request, h, daily), options },
  { method: 'GET', path: '/repos/statsweekly', handler: (request, h) => show(request, h, weekly), options },
  { method: 'GET', path: '/repos/linechart', handler: (request, h) => show(request, h, linechart), options },
];
