import type { NamedPlugin } from '@hapi/hapi';
import { backupCommand, restoreCommand } from './commands.js';

export const plugin: NamedPlugin<object> = {
  name: 'backup',
  dependencies: ['commands', 'database', 'security'],
  register(server) {
    const { commands, database, security } = server.plugins;
    commands.add(backupCommand(database, security));
    commands.add(restoreCommand(database, security));
  },
};
