import type { NamedPlugin } from '@hapi/hapi';
import Joi from 'joi';
import { list } from './list.js';
import { own } from './own.js';
import { recent } from './recent.js';
import { keepPurging } from './retention.js';

export interface Options {
  /** How long events are kept. */
  retentionDays?: number;
}

const schema = Joi.object({
  retentionDays: Joi.number().integer().min(1).max(36_500).default(400),
});

export const plugin: NamedPlugin<Options> = {
  name: 'system-log',
  dependencies: ['views', 'events', 'github', 'auth', 'tenancy'],
  register(server, given) {
    const { retentionDays } = Joi.attempt(given, schema);
    const { events, github, tenancy, views } = server.plugins;
    views.addLink({
      label: 'System log',
      href: '/admin/systemlog',
      order: 92,
      place: 'main',
      group: 'Administration',
      visible: (request) => tenancy.has(request, 'administrator', 'maintainer'),
    });
    views.addPanel(recent(events));
    server.route([list(), own()]);
    keepPurging(server, () => github.clocks().earlier, retentionDays);
  },
};
