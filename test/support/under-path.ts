import type { Server, ServerInjectOptions, ServerInjectResponse } from '@hapi/hapi';

// What a browser would follow or load: the addresses of a page, and those of an answer's headers.
const ATTRIBUTE = /(?<=\s(?:href|src|action|formaction|hx-(?:get|post))=")\/(?!\/)[^"]*/g;
const HEADERS = ['location', 'hx-redirect', 'hx-location', 'hx-push-url', 'hx-replace-url'];

/** The path under which tests run that are written for the root of a host; '' unless TEST_PATH is set. */
export const TEST_PATH = process.env['TEST_PATH'] ?? '';

/** The public address under the path that tests run under; one that has a path of its own stays. */
export function withPath(address: string): string {
  return new URL(address).pathname === '/' ? address.replace(/\/$/, '') + TEST_PATH : address;
}

/**
 * Lets a test for the root of a host run under the path: requests get the path, and answers lose it. Throws for an
 * address or cookie of an answer that is not below the path, as a browser would leave the app there.
 */
export function underPath(server: Server, path: string): void {
  const inject = server.inject.bind(server) as (
    options: ServerInjectOptions,
  ) => Promise<ServerInjectResponse>;
  const below = (address: string, where: string): string => {
    if (!address.startsWith(`${path}/`) || address.startsWith(`${path}${path}/`))
      throw new Error(`${where} has ${address}, which is not below ${path}/`);
    return address.slice(path.length);
  };
  const wrapped = async (given: string | ServerInjectOptions): Promise<ServerInjectResponse> => {
    const options = typeof given === 'string' ? { url: given } : given;
    const url = String(options.url);
    const asked = url.startsWith('/') ? path + url : url;
    const response = await inject({ ...options, url: asked });
    for (const name of HEADERS) {
      const address = response.headers[name];
      if (typeof address === 'string' && address.startsWith('/'))
        response.headers[name] = below(address, `${name} of ${url}`);
    }
    for (const cookie of [response.headers['set-cookie'] ?? []].flat())
      if (!/; Path=/.test(cookie) || !cookie.includes(`; Path=${path}/`))
        throw new Error(`${url} sets ${cookie}`);
    if (!String(response.headers['content-type']).startsWith('text/html')) return response;
    const payload = response.payload.replace(ATTRIBUTE, (address) => below(address, url));
    return Object.assign(response, { payload, result: payload });
  };
  server.inject = wrapped as typeof server.inject;
}
