import type { NamedPlugin } from '@hapi/hapi';
import Joi from 'joi';
import { addAnswerMetrics, addProcessMetrics } from './metrics.js';
import { metricsRoute } from './metrics-route.js';
import { readiness } from './readiness.js';
import { probes } from './routes.js';

export interface Options {
  /** METRICS_TOKEN: who shows it may read the figures from anywhere. */
  token?: string | undefined;
}

const schema = Joi.object({ token: Joi.string() });

export const plugin: NamedPlugin<Options> = {
  name: 'health',
  dependencies: ['telemetry', 'database', 'security', 'auth', 'tenancy'],
  register(server, given) {
    const { token }: Options = Joi.attempt(given, schema);
    const { telemetry, security, tenancy } = server.plugins;
    const whyNot = readiness(server);
    addProcessMetrics(server);
    addAnswerMetrics(server);
    telemetry.addGauge({
      name: 'ready',
      help: '1 while the app can serve.',
      read: async () => ((await whyNot()) === null ? 1 : 0),
    });
    server.route([
      ...probes(whyNot, telemetry.reports),
      metricsRoute({ security, telemetry, tenancy, token }),
    ]);
  },
};
