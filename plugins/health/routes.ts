import type { ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import type { Telemetry } from '../telemetry/api.js';

const loose = { query: 'Probes and collectors add parameters of their own, e.g. against caches.' };
export const plugins = { policy: 'anyone' as const, crumb: false as const, json: true, loose };
export const validate = { query: Joi.object() };

/**
 * GET /health/live and /health/ready, for probes: no session is read, and liveness asks nobody. Ready is whether the app
 * can serve; what the plugins report besides stands beside it and makes nothing unready.
 */
export function probes(whyNot: () => Promise<string | null>, reports: Telemetry['reports']): ServerRoute[] {
  const options = { auth: false as const, validate, plugins };
  return [
    { method: 'GET', path: '/health/live', options, handler: () => ({ status: 'alive' }) },
    {
      method: 'GET',
      path: '/health/ready',
      options,
      async handler(_request, h) {
        const reason = await whyNot();
        return reason
          ? h.response({ status: 'not ready', reason }).code(503)
          : h.response({ status: 'ready', ...(await reports()) });
      },
    },
  ];
}
