import type { NamedPlugin, Request } from '@hapi/hapi';
import Joi from 'joi';
import type { NavigationLink } from '../views/api.js';
import { lateNotice } from './banner.js';
import { cachedTraffic } from './cached-traffic.js';
import { exportCommand } from './command.js';
import { sends } from './export.js';
import { fileLink } from './file-link.js';
import { exportCoverage } from './routes/export-coverage.js';
import { exportDays } from './routes/export-days.js';
import { exportJson } from './routes/export-json.js';
import { exportLists } from './routes/export-lists.js';
import { exportWeeks } from './routes/export-weeks.js';
import { gone } from './routes/gone.js';
import { pages } from './routes/pages.js';
import { READERS } from './routes/readers.js';
import { onePage } from './routes/repository.js';
import { shows } from './show.js';

export interface Options {
  /** How many bytes of made pages are kept in memory; 0 keeps none. */
  keep?: number;
}

// The group's words are the tutorial's: "Repositories", then "Daily Traffic".
const LINKS: Pick<NavigationLink, 'label' | 'href' | 'order' | 'group'>[] = [
  { label: 'Overview', href: '/overview', order: 10 },
  { label: 'Chart', href: '/repos/linechart', order: 12 },
  { label: 'Daily traffic', href: '/repos/stats', order: 22, group: 'Repositories' },
  { label: 'Weekly traffic', href: '/repos/statsweekly', order: 24, group: 'Repositories' },
];

export const plugin: NamedPlugin<Options> = {
  name: 'reporting',
  dependencies: ['commands', 'database', 'views', 'github', 'auth', 'tenancy', 'repositories', 'traffic'],
  register(server, given) {
    const { keep }: Options = Joi.attempt(given, Joi.object({ keep: Joi.number().integer().min(0) }));
    const { commands, database, github, repositories, tenancy, traffic, views } = server.plugins;
    const visible = (request: Request) => tenancy.has(request, ...READERS);
    for (const link of LINKS) views.addLink({ ...link, place: 'main', visible });
    commands.add(exportCommand({ github, repositories, tenancy, traffic }));
    views.addPanel(fileLink('repositories', 'CSV of these repositories', '/data/repositories.csv', visible));
    views.addPanel(fileLink('members', 'CSV of the members', '/data/user.csv', visible));
    const cached = cachedTraffic(traffic, database);
    views.addBanner(lateNotice(server, cached));
    const show = shows(server, cached, keep);
    server.route([...pages(show), onePage(show)]);
    const send = sends(server);
    server.route([exportDays(send), exportCoverage(send), exportWeeks(send), exportJson(send)]);
    server.route([...exportLists(send), gone]);
  },
};
