import Boom from '@hapi/boom';
import type { Lifecycle, Request } from '@hapi/hapi';

const SAFE = new Set(['get', 'head', 'options']);

/**
 * onPreAuth: refuses a change that another site's page asked for (Sec-Fetch-Site, else Origin). Routes whose policy
 * is `event` are called by machines with a token of their own and carry no cookie's rights.
 */
export function refuseOtherSites(publicUrl: string): Lifecycle.Method {
  const home = new URL(publicUrl).origin;
  return (request, h) => {
    if (SAFE.has(request.method) || request.route.settings.plugins?.policy === 'event') return h.continue;
    if (!sameSite(request, home))
      throw Boom.forbidden('This form was sent from another site. Open the page here and send it again.');
    return h.continue;
  };
}

function sameSite(request: Request, home: string): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const origin = request.headers['origin'];
  // A laptop answers to localhost and 127.0.0.1 alike, so the host that the browser asked counts beside the public one.
  if (typeof origin !== 'string' || origin === home) return true;
  return URL.canParse(origin) && new URL(origin).host === request.info.host;
}
