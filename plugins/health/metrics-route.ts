import Boom from '@hapi/boom';
import type { Request, ServerRoute } from '@hapi/hapi';
import type { Security } from '../security/api.js';
import type { Telemetry } from '../telemetry/api.js';
import type { Tenancy } from '../tenancy/api.js';
import { plugins, validate } from './routes.js';

export interface MetricsPlugins {
  security: Security;
  telemetry: Telemetry;
  tenancy: Tenancy;
  /** METRICS_TOKEN. */
  token: string | undefined;
}

const WRONG_A_MINUTE = 20;

/** GET /metrics: with the token from anywhere; without one for a collector on the same machine, administrators and maintainers. */
export function metricsRoute({ security, telemetry, tenancy, token }: MetricsPlugins): ServerRoute {
  const wrong = security.limit('metrics-token', WRONG_A_MINUTE, 60);

  // A token that is shown counts alone: where it is wrong, nothing else helps.
  async function admit(request: Request): Promise<void> {
    const [, shown] = /^bearer +(\S+) *$/i.exec(String(request.headers['authorization'] ?? '')) ?? [];
    if (token === undefined || shown === undefined) {
      if (!isLocal(request) && !tenancy.has(request, 'administrator', 'maintainer')) throw Boom.notFound();
      return;
    }
    if (security.equal(token, shown)) return;
    const seconds = await wrong.consume(security.address(request));
    if (seconds === 0) throw Boom.unauthorized('wrong token', 'Bearer');
    const refusal = Boom.tooManyRequests('too many wrong tokens');
    refusal.output.headers['retry-after'] = String(seconds);
    throw refusal;
  }

  return {
    method: 'GET',
    path: '/metrics',
    options: { validate, plugins },
    async handler(request, h) {
      await admit(request);
      const { text, type } = await telemetry.metrics();
      return h.response(text).type(type);
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
