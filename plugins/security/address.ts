import type { Request } from '@hapi/hapi';

/** The client's address: the entry of X-Forwarded-For that the outermost of `proxies` proxies wrote, else the socket's. */
export function clientAddress(proxies: number): (request: Request) => string {
  return (request) => {
    const header = request.headers['x-forwarded-for'];
    const entries = String(header ?? '')
      .split(',')
      .map((entry) => entry.trim())
      .filter(Boolean);
    // Counted from the right: what stands further left was written by the client and proves nothing.
    const forwarded = proxies > 0 ? entries.at(-Math.min(proxies, entries.length)) : undefined;
    return forwarded ?? request.info.remoteAddress;
  };
}
