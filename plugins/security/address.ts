import { isIP, isIPv4, isIPv6 } from 'node:net';
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
    const socket = request.info.remoteAddress;
    return addressIn(forwarded ?? '') ?? addressIn(socket) ?? socket;
  };
}

/**
 * The address in an entry of a forwarding header: without quotes, brackets, port and zone, an IPv4 address in the coat of
 * an IPv6 one as what it is. Undefined where there is none (`unknown`, `_hidden`; RFC 7239, 6).
 */
export function addressIn(entry: string): string | undefined {
  const bare = entry.trim().replace(/^"([^"]*)"$/, '$1');
  const [, bracketed] = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(bare) ?? [];
  const [, four] = /^([\d.]+):\d{1,5}$/.exec(bare) ?? [];
  const [address = ''] = (bracketed ?? four ?? bare).split('%');
  if (!isIP(address) || (bracketed !== undefined && isIPv4(address))) return undefined;
  const [, mapped] = /^::ffff:([\d.]+)$/i.exec(address) ?? [];
  return mapped && isIPv4(mapped) ? mapped : address;
}

const groupsOf = (text: string): string[] => text.split(':').filter(Boolean);

/** What counts as one client: of an IPv6 address its network, since one client has 2^64 of them; anything else as it is. */
export function networkOf(address: string): string {
  // With a dot it is an IPv4 address in another coat.
  if (!isIPv6(address) || address.includes('.')) return address;
  const [left = '', right = ''] = address.split('%')[0]!.split('::');
  const [first, last] = [groupsOf(left), groupsOf(right)];
  const groups = [...first, ...Array<string>(8 - first.length - last.length).fill('0'), ...last];
  const network = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}
