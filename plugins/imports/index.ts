import type { NamedPlugin } from '@hapi/hapi';
import { importCommand } from './command.js';
import { store } from './store.js';

export const plugin: NamedPlugin<object> = {
  name: 'imports',
  dependencies: ['commands', 'database', 'events', 'github', 'tenancy', 'repositories', 'traffic'],
  register(server) {
    const rows = store(server.plugins.database);
    server.plugins.commands.add(importCommand(server, rows));
  },
};
