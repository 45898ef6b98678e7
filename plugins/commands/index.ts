import type { NamedPlugin } from '@hapi/hapi';
import type { Command, Commands } from './api.js';

declare module '@hapi/hapi' {
  interface PluginProperties {
    commands: Commands;
  }
}

export const plugin: NamedPlugin<object> = {
  name: 'commands',
  register(server) {
    const commands: Command[] = [];
    server.expose({
      add: (command) => void commands.push(command),
      all: () => commands,
    } satisfies Commands);
  },
};
