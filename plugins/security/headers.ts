import type { Lifecycle, Request } from '@hapi/hapi';

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const ALWAYS: Record<string, string> = {
  'content-security-policy': POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/**
 * onPreResponse: the same headers on every answer, errors included; nothing is cached unless its route says so. With
 * `strict` browsers reach the host by https only from then on: all of it, so it must be ours alone.
 */
export function headers(strict: boolean): Lifecycle.Method {
  const all = strict ? { ...ALWAYS, 'strict-transport-security': 'max-age=31536000' } : ALWAYS;
  return (request, h) => {
    const answer = target(request);
    if (!answer) return h.continue;
    for (const [name, value] of Object.entries(all)) answer[name] = value;
    if (!mayBeCached(request)) answer['cache-control'] ??= 'no-store';
    return h.continue;
  };
}

// hapi writes the header of a route that says how long its answer holds, but only after this.
function mayBeCached({ response, route }: Request): boolean {
  const { expiresIn } = (route.settings.cache ?? {}) as { expiresIn?: number };
  return expiresIn !== undefined && !('isBoom' in response);
}

function target(request: Request): Record<string, unknown> | undefined {
  const { response } = request;
  if ('isBoom' in response) return response.output.headers as Record<string, unknown>;
  return (response as { headers?: Record<string, unknown> }).headers;
}
