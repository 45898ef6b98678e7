import type { NamedPlugin } from '@hapi/hapi';
import { backupCommand, restoreCommand } from './commands.js';

export const plugin: NamedPlugin<object> = {
  name: 'backup',
  dependencies: ['database', 'security'],
  register(server) {
    const { database, security } = server.plugins;
    server.command(backupCommand(database, security));
    server.command(restoreCommand(database, security));
  },
};
