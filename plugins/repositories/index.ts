import type { NamedPlugin } from '@hapi/hapi';
import type { Repositories } from './api.js';
import { catalog } from './catalog.js';
import { changes } from './changes.js';
import { models } from './models.js';
import { namesOf } from './names.js';
import { removal } from './removal.js';
import { add as addRoute } from './routes/add.js';
import { list } from './routes/list.js';
import { remove as removeRoute } from './routes/remove.js';

declare module '@hapi/hapi' {
  interface PluginProperties {
    repositories: Repositories;
  }
}

export const plugin: NamedPlugin<object> = {
  name: 'repositories',
  dependencies: ['database', 'views', 'security', 'events', 'github', 'auth', 'tenancy'],
  register(server) {
    const { database, events, github, tenancy, views } = server.plugins;
    const tables = models(database.sequelize);
    const { visible, find, tracked } = catalog(database, tables);
    const { add, update, formerNames } = changes(database, events, github, tables);
    const { remove, isTracked, purge } = removal(database, events, github, tenancy, tables);
    server.expose({ visible, find, formerNames, tracked, isTracked, add, update, remove, purge });
    tenancy.keepsRepositories({
      of: async (tenantId) =>
        (await tracked([tenantId])).map(({ id, owner, name }) => ({ id, name: `${owner}/${name}` })),
      names: () => namesOf(tables),
      async counts() {
        const counts = new Map<number, number>();
        for (const { tenantId } of await tracked()) counts.set(tenantId, (counts.get(tenantId) ?? 0) + 1);
        return counts;
      },
    });
    views.addLink({
      label: 'List',
      group: 'Repositories',
      href: '/repos/list',
      order: 20,
      place: 'main',
      visible: (request) => tenancy.has(request, 'tenant', 'viewer', 'repository-viewer'),
    });
    server.route([...list(), addRoute(), ...removeRoute({ remove })]);
  },
};
