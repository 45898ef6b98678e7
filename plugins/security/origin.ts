import Boom from '@hapi/boom';
import type { Lifecycle, Request } from '@hapi/hapi';

const SAFE = new Set(['get', 'head', 'options']);

/** One line of the log in so many milliseconds: anybody can send such a form. */
const LINE_EVERY = 60_000;

const FROM_ELSEWHERE = 'This form was sent from another site. Open the page here and send it again.';

/**
 * onPreAuth: refuses a change that another site's page asked for (Sec-Fetch-Site, else Origin). Routes whose policy
 * is `event` are called by machines with a token of their own and carry no cookie's rights. Where the browser says that
 * it is this site, but by another address than FULL_HOSTNAME, the answer and the log say both.
 */
export function refuseOtherSites(publicUrl: string): Lifecycle.Method {
  const { origin: home, pathname } = new URL(publicUrl);
  const path = pathname === '/' ? '' : pathname;
  let told = Number.NEGATIVE_INFINITY;
  let more = 0;

  function tell(request: Request, origin: string): void {
    const time = performance.now();
    if (time - told < LINE_EVERY) {
      more += 1;
      return;
    }
    const before = more ? ` (${more} more since the last line)` : '';
    [told, more] = [time, 0];
    request.server.log(['security', 'warning', 'origin'], {
      kind: 'security.foreign-form',
      message: `A form was refused: the browser sent Origin ${origin}, Host ${quoted(request.info.host)}, Sec-Fetch-Site ${quoted(request.headers['sec-fetch-site'])}; FULL_HOSTNAME is ${publicUrl}. Where that origin is this app’s public address, set FULL_HOSTNAME to it${before}`,
    });
  }

  return (request, h) => {
    if (SAFE.has(request.method) || request.route.settings.plugins?.policy === 'event') return h.continue;
    const fault = faultIn(request, home);
    if (!fault) return h.continue;
    const origin = quoted(request.headers['origin']);
    tell(request, origin);
    if (fault === 'site') throw Boom.forbidden(FROM_ELSEWHERE);
    throw Boom.forbidden(
      `The browser says that this form was sent from another site than this one, from ${origin}, while this app’s own address (FULL_HOSTNAME) is ${home}. If you see ${origin} in the address bar, whoever runs the app must set FULL_HOSTNAME=${origin}${path}. If not, open the page here and send it again.`,
    );
  };
}

/** What is wrong with where a form comes from: by the browser's own word another site, or another address than ours. */
function faultIn(request: Request, home: string): 'site' | 'address' | undefined {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return 'site';
  const origin = request.headers['origin'];
  if (typeof origin !== 'string' || origin === home) return undefined;
  if (!URL.canParse(origin)) return 'site';
  const from = new URL(origin);
  if (from.host !== request.info.host) return 'address';
  // Cookies of an https address do not come back by http, so that no form could work.
  return home.startsWith('https:') && from.protocol === 'http:' ? 'address' : undefined;
}

const quoted = (value: unknown): string => {
  if (typeof value !== 'string' || value === '') return 'none';
  return value.replace(/\p{C}+/gu, ' ').slice(0, 200);
};
