import type { NamedPlugin } from '@hapi/hapi';
import type { Health } from './api.js';
import { metrics, processMetrics } from './metrics.js';
import { readiness } from './readiness.js';
import { metricsRoute, probes } from './routes.js';

declare module '@hapi/hapi' {
  interface PluginProperties {
    health: Health;
  }
}

export const plugin: NamedPlugin<object> = {
  name: 'health',
  dependencies: ['database', 'auth', 'tenancy'],
  register(server) {
    const { addMetric, text } = metrics(server);
    const whyNot = readiness(server);
    processMetrics(server, { addMetric });
    addMetric({
      name: 'ready',
      help: '1 while the app can serve.',
      type: 'gauge',
      read: async () => ((await whyNot()) === null ? 1 : 0),
    });
    server.expose({ addMetric });
    server.route([...probes(whyNot), metricsRoute(text)]);
  },
};
