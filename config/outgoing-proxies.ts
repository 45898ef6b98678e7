import { ConfigError, type Environment } from './environment.js';
import { type DirectHost, directHost, isDirect } from './no-proxy.js';
import { quoted } from './values.js';

/** The proxies through which the app asks others, by the scheme of the address asked; null: none. */
export interface OutgoingProxies {
  http: URL | null;
  https: URL | null;
  /** Whom the app asks without one. */
  direct: DirectHost[];
}

/** HTTP_PROXY, HTTPS_PROXY and NO_PROXY. Throws ConfigError; a proxy's address may hold a password, so it is never repeated. */
export function outgoingProxies(env: Environment): OutgoingProxies {
  return { http: proxy(env, 'HTTP_PROXY'), https: proxy(env, 'HTTPS_PROXY'), direct: directHosts(env) };
}

/** The proxy through which an address is asked, or null. */
export function proxyFor(url: URL, { http, https, direct }: OutgoingProxies): URL | null {
  const found = url.protocol === 'https:' ? https : http;
  return found && !isDirect(url, direct) ? found : null;
}

/** The user and password of a proxy's address as its header's value; undefined where it has none. */
export function proxyAuthorization({ username, password }: URL): string | undefined {
  if (!username && !password) return undefined;
  const both = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(both).toString('base64')}`;
}

// Many tools take host:port without a scheme.
function proxy(env: Environment, name: string): URL | null {
  const value = env[name]?.trim();
  if (!value) return null;
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  const example = `e.g. ${name}=http://proxy.example.com:3128`;
  if (!url?.hostname || !['http:', 'https:'].includes(url.protocol))
    throw new ConfigError(
      `${name}: is not the address of a proxy that begins with http:// or https://, ${example}`,
    );
  if (url.pathname !== '/' || url.search || url.hash || url.port === '0')
    throw new ConfigError(
      `${name}: has more than a scheme, user, password, host and port (write / ? # @ in a password as %2F %3F %23 %40), ${example}`,
    );
  try {
    proxyAuthorization(url);
    return url;
  } catch {
    throw new ConfigError(`${name}: has a % that stands for nothing; write it as %25, ${example}`);
  }
}

function directHosts(env: Environment): DirectHost[] {
  const entries = (env['NO_PROXY'] ?? '').split(/[,\s]+/).filter(Boolean);
  return entries.map((entry) => {
    const host = directHost(entry);
    if (host) return host;
    throw new ConfigError(
      `NO_PROXY: ${quoted(entry)} is no host, address or range of addresses, e.g. NO_PROXY=.example.com,10.0.0.0/8`,
    );
  });
}
