import type { ServerRoute } from '@hapi/hapi';
import type { Auth } from '../../auth/api.js';
import { type FirstPlugins, first } from './first.js';
import { show } from './show.js';
import { start } from './start.js';

/** The routes that people use; a cron has its own. */
export const pages = (plugins: FirstPlugins, auth: Auth): ServerRoute[] => [
  show(plugins),
  start(plugins, auth),
  first(plugins),
];
