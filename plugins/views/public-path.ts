import type { Lifecycle, Request, ResponseToolkit } from '@hapi/hapi';

/** Where the app stands on its host. Inside the app every address is one of the root: `/overview`, whatever the host. */
export interface PublicPath {
  /** '' at the root of the host, else what FULL_HOSTNAME has after the host: `/traffic`. */
  base: string;
  /** A path of the app as browsers ask for it; what has the path already, or leads elsewhere, stays as it is. */
  url<Address>(address: Address): Address | string;
  /** onRequest: the path of the app that a browser's address means. */
  enter: Lifecycle.Method;
  /** onPreResponse: the addresses in an answer's headers, made as `url` makes them. */
  leave: Lifecycle.Method;
}

// What a browser or htmx follows. https://four.htmx.org/reference/#response_headers
const HEADERS = ['location', 'hx-redirect', 'hx-location', 'hx-push-url', 'hx-replace-url'];

const isLocal = (address: unknown): address is string =>
  typeof address === 'string' && /^\/(?![/\\])/.test(address);

/**
 * The only place that knows of a path in front of the app's own. A proxy may pass it on or take it away: both kinds of
 * request reach the same page, as do probes that come past the proxy, and every answer names addresses with the path.
 */
export function publicPath(publicUrl: string): PublicPath {
  const base = new URL(publicUrl).pathname.replace(/\/$/, '');
  const isPublic = (address: string): boolean => address === base || address.startsWith(`${base}/`);
  const url = <Address>(address: Address): Address | string =>
    isLocal(address) && !isPublic(address) ? base + address : address;

  function enter(request: Request, h: ResponseToolkit) {
    const { path, query } = askedOf(request);
    // Cookies belong to what is below the path, and a browser sends none of them to the path itself.
    if (path === base) return h.redirect(`/${query}`).takeover();
    const own = path.startsWith(`${base}/`) ? path.slice(base.length) : path;
    if (own !== request.path) request.setUrl(oneSlash(own) + query, true);
    return h.continue;
  }

  function leave({ response }: Request, h: ResponseToolkit) {
    const headers = ('isBoom' in response ? response.output.headers : response.headers) as Record<
      string,
      unknown
    >;
    for (const name of HEADERS) {
      const address = headers[name];
      if (typeof address === 'string' && /^[/\\]/.test(address)) headers[name] = url(inside(address));
    }
    return h.continue;
  }

  const stay: Lifecycle.Method = (_request, h) => h.continue;
  return base ? { base, url, enter, leave } : { base, url, enter: stay, leave: stay };
}

// hapi's own path has lost its last slash, which tells the app's first page from the path itself.
function askedOf({ path, raw }: Request): { path: string; query: string } {
  const address = (raw.req.url ?? '').replace(/^\w+:\/\/[^/?#]*/, '');
  const at = address.search(/[?#]|$/);
  return {
    path: oneSlash(address.startsWith('/') ? address.slice(0, at) : path),
    query: /^\?[^#]*/.exec(address.slice(at))?.[0] ?? '',
  };
}

// A proxy that is told of one slash too few or too many doubles it.
const oneSlash = (path: string): string => path.replace(/^\/{2,}/, '/');

const APP = 'http://app';

// Steps up would lead out of the app to its neighbour; a second slash, or what a browser takes for one, to another host.
function inside(address: string): string {
  if (!URL.canParse(address, APP)) return '/';
  const { origin, pathname, search, hash } = new URL(address, APP);
  return origin === APP ? oneSlash(pathname) + search + hash : '/';
}
