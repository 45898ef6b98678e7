import type { NamedPlugin } from '@hapi/hapi';
import type { Telemetry } from './api.js';
import { createRegistry } from './registry.js';
import { createReports } from './reports.js';

declare module '@hapi/hapi' {
  interface PluginProperties {
    telemetry: Telemetry;
  }
}

export const plugin: NamedPlugin<object> = {
  name: 'telemetry',
  register(server) {
    const failed = (error: unknown) => server.log(['telemetry', 'error'], error as Error);
    server.expose({ ...createRegistry(failed), ...createReports(failed) } satisfies Telemetry);
  },
};
