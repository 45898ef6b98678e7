import Boom from '@hapi/boom';
import type { Request, ServerRoute } from '@hapi/hapi';
import Joi from 'joi';

const loose = { query: 'Probes and collectors add parameters of their own, e.g. against caches.' };
const plugins = { policy: 'anyone' as const, crumb: false as const, json: true, loose };
const nothing = Joi.object();

/** GET /health/live and /health/ready, for probes: no session is read, and liveness asks nobody. */
export function probes(whyNot: () => Promise<string | null>): ServerRoute[] {
  const options = { auth: false as const, validate: { query: nothing }, plugins };
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
          : h.response({ status: 'ready' });
      },
    },
  ];
}

/** GET /metrics: for a collector on the same machine, and for administrators and maintainers. */
export function metricsRoute(text: () => Promise<string>): ServerRoute {
  return {
    method: 'GET',
    path: '/metrics',
    options: { validate: { query: nothing }, plugins },
    async handler(request, h) {
      const { tenancy } = request.server.plugins;
      if (!isLocal(request) && !tenancy.has(request, 'administrator', 'maintainer')) throw Boom.notFound();
      return h.response(await text()).type('text/plain; version=0.0.4');
    },
  };
}

const FORWARDED = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
];

// What a proxy on this machine passes on comes from anywhere.
function isLocal({ info, headers }: Request): boolean {
  const near = ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(info.remoteAddress);
  const meant = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(info.host);
  return near && meant && !FORWARDED.some((name) => name in headers);
}
