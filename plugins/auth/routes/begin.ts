import Boom from '@hapi/boom';
import type { Lifecycle, Request } from '@hapi/hapi';
import type { Linking } from '../linking.js';
import { nextPath } from '../next-path.js';
import type { PendingSignIns } from '../provider/pending.js';

interface Needs {
  pending: PendingSignIns;
  linking: Linking;
  publicUrl: string;
  now: () => Date;
}

/** What the address of a sign-in that has gone to the public address carries, so that it does not go there twice. */
const AT_HOME = 'home';

/**
 * Whether a browser goes to the page itself, as far as it says: an image, a frame or a fetch of any page may name our
 * addresses, and a page that is fetched in advance is not wanted yet. Browsers say nothing on plain http.
 */
export function isNavigation({ headers }: Request): boolean {
  const destination = headers['sec-fetch-dest'];
  const purpose = String(headers['sec-purpose'] ?? headers['purpose'] ?? '');
  return (destination === undefined || destination === 'document') && !/prefetch|prerender/i.test(purpose);
}

/**
 * onPreAuth of a sign-in that begins: it costs nothing and is not counted, so that nobody's beginnings are in anybody's
 * way. The scheme sends the browser on to the provider.
 */
export function beginSignIn({ pending, linking, publicUrl, now }: Needs): Lifecycle.Method {
  const home = new URL(publicUrl);
  return async (request, h) => {
    const { next: wanted, link, [AT_HOME]: atHome } = request.query as Record<string, unknown>;
    // A fetch cannot follow to another host; the browser itself is sent.
    if (request.headers['hx-request'])
      return h
        .response()
        .header('HX-Redirect', request.url.pathname + request.url.search)
        .takeover();
    if (!isNavigation(request)) throw Boom.forbidden('A sign-in begins on a page of its own only.');
    // The provider sends people back to the public address, where the cookie of another name of this app is not known.
    if (atHome === undefined && isElsewhere(request, home)) {
      const address = new URL(publicUrl + request.path + request.url.search);
      address.searchParams.set(AT_HOME, '1');
      return h.redirect(address.href).takeover();
    }
    const next = nextPath(wanted);
    if (link === undefined) return begun(request, h, pending.create(now(), next));
    // A person adds this way to those in which they sign in: their own wish, on a page of ours.
    const site = request.headers['sec-fetch-site'] ?? 'same-origin';
    if (site !== 'same-origin' && site !== 'none') throw Boom.forbidden();
    const person = await linking.person(request);
    if (!person) return h.redirect('/login?next=/user/profile').takeover();
    return begun(request, h, pending.create(now(), next, String(person.id)));
  };
}

function begun(
  request: Request,
  h: Parameters<Lifecycle.Method>[1],
  mine: ReturnType<PendingSignIns['create']>,
) {
  request.plugins.auth = { ...request.plugins.auth, pending: mine };
  (request as { query: object }).query = {};
  return h.continue;
}

// Only by name: a proxy may have taken the encryption off, and with it the port.
function isElsewhere({ info }: Request, home: URL): boolean {
  if (!info.host || !URL.canParse(`${home.protocol}//${info.host}`)) return false;
  return new URL(`${home.protocol}//${info.host}`).hostname !== home.hostname;
}
