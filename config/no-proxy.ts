import { BlockList, isIP } from 'node:net';

/** An entry of NO_PROXY: a name with all below it, an address, or a range of addresses; where a port is given, only there. */
export interface DirectHost {
  host: string;
  port: string;
  range: BlockList | null;
}

const NAME = /^(?:[a-z0-9_-]+\.)*[a-z0-9_-]+\.?$/;

/** Takes an entry apart, in the spellings that curl, wget and Go know; null where it is none. `*` is everything. */
export function directHost(entry: string): DirectHost | null {
  const text = entry.toLowerCase();
  if (text === '*') return { host: '*', port: '', range: null };
  const [, inside, free = ''] = /^(?:\[([^\]]+)\]|([^[\]]+?))(?::\d{1,5})?$/.exec(text) ?? [];
  // A bare address of IPv6 ends like a port.
  if (isIP(text) === 6) return { host: plain(text), port: '', range: null };
  if (text.includes('/')) return subnet(text);
  const port = /\]?:(\d{1,5})$/.exec(text)?.[1] ?? '';
  if (Number(port) > 65_535) return null;
  if (inside !== undefined) return isIP(inside) === 6 ? { host: plain(inside), port, range: null } : null;
  const name = free.replace(/^\*?\./, '');
  return NAME.test(name) ? { host: name.replace(/\.$/, ''), port, range: null } : null;
}

function subnet(text: string): DirectHost | null {
  const [address = '', length = '', more] = text.split('/');
  const version = isIP(address);
  const most = version === 6 ? 128 : 32;
  if (!version || more !== undefined || !/^\d{1,3}$/.test(length) || Number(length) > most) return null;
  const range = new BlockList();
  range.addSubnet(address, Number(length), version === 6 ? 'ipv6' : 'ipv4');
  return { host: text, port: '', range };
}

// As an address is spelled in a URL: one address of IPv6 has many spellings.
const plain = (address: string): string => new URL(`http://[${address}]/`).hostname.slice(1, -1);

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Whether an address is asked without a proxy: this machine always is, since a proxy would ask itself. */
export function isDirect(url: URL, direct: readonly DirectHost[]): boolean {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const version = isIP(host);
  const within = (range: BlockList): boolean =>
    version !== 0 && range.check(host, version === 6 ? 'ipv6' : 'ipv4');
  if (host === 'localhost' || host.endsWith('.localhost') || within(LOOPBACK)) return true;
  return direct.some((entry) => {
    if (entry.host === '*') return true;
    if (entry.range) return within(entry.range);
    if (entry.port && entry.port !== port) return false;
    return host === entry.host || (version === 0 && host.endsWith(`.${entry.host}`));
  });
}
