import { ConfigError, type Environment } from './environment.js';

/** The variable's address, without slashes at its end. It may hold a password, so an error never repeats it. */
export function address(env: Environment, name: string, schemes: string[], example: string): string {
  const value = env[name] ?? '';
  const parsed = URL.canParse(value) ? new URL(value) : null;
  if (parsed?.hostname && schemes.includes(parsed.protocol)) return value.replace(/(?<!\/)\/+$/, '');
  const beginnings = schemes.map((scheme) => `${scheme}//`).join(' or ');
  throw new ConfigError(`${name}: is not an address that begins with ${beginnings}, e.g. ${name}=${example}`);
}

/** The mail server's address. Its user and password are escaped: a bare % would fail with the first mail only. */
export function smtpUrl(env: Environment): string | undefined {
  if (!env['SMTP_URL']) return undefined;
  const example = 'smtps://user:password@mail.example.com';
  const value = address(env, 'SMTP_URL', ['smtp:', 'smtps:'], example);
  const { username, password } = new URL(value);
  try {
    decodeURIComponent(username + password);
    return value;
  } catch {
    throw new ConfigError(
      `SMTP_URL: has a % that stands for nothing; write it as %25, e.g. SMTP_URL=${example}`,
    );
  }
}

/** The public base URL: FULL_HOSTNAME, else Code Engine's, else the loopback address. */
export function publicUrl(env: Environment, port: number, onCodeEngine: boolean): string {
  if (env['FULL_HOSTNAME']) return baseUrl(env);
  if (onCodeEngine && env['CE_APP'] && env['CE_SUBDOMAIN'] && env['CE_DOMAIN'])
    return `https://${env['CE_APP']}.${env['CE_SUBDOMAIN']}.${env['CE_DOMAIN']}`;
  return `http://127.0.0.1:${port}`;
}

// A path stands in links, cookies and proxies' rules: only what is written the same in all of them is taken.
const SEGMENTS = /^(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._~-]+)*$/;

function baseUrl(env: Environment): string {
  const example = 'https://traffic.example.com';
  const given = address(env, 'FULL_HOSTNAME', ['http:', 'https:'], example).trim();
  const { origin, search, hash, username, password } = new URL(given);
  if (/[?#]/.test(given) || search || hash || username || password)
    throw new ConfigError(
      `FULL_HOSTNAME: has more than a scheme, a host, a port and a path, e.g. FULL_HOSTNAME=${example}`,
    );
  // As it was written: URL takes steps up and turns backslashes without a word.
  const path = given.replace(/^[^:]*:[/\\]*[^/\\]*/, '').replace(/\/{2,}/g, '/');
  if (path.length <= 200 && SEGMENTS.test(path)) return origin + path;
  throw new ConfigError(
    `FULL_HOSTNAME: its path may have letters, digits and - . _ ~ between its slashes, e.g. FULL_HOSTNAME=${example}/traffic`,
  );
}

/**
 * Throws ConfigError where the path of the public address begins like one of the app's own paths (as hapi writes them):
 * a request could then mean two pages, since a proxy may pass the path on or take it away.
 */
export function requireOwnPath(publicUrl: string, paths: string[]): void {
  const { origin, pathname } = new URL(publicUrl);
  const own = segments(pathname);
  const taken = own.length ? paths.find((path) => beginsLike(segments(path), own)) : undefined;
  if (taken === undefined) return;
  throw new ConfigError(
    `FULL_HOSTNAME: its path begins like the app's own ${taken}; choose another, e.g. FULL_HOSTNAME=${origin}/traffic`,
  );
}

const segments = (path: string): string[] => path.split('/').filter(Boolean);

const beginsLike = (path: string[], beginning: string[]): boolean =>
  beginning.every((segment, at) => path[at] === segment || /\{\w+\}/.test(path[at] ?? ''));

/** Where GitHub's API is: https, or plain http on this machine (tokens go there). */
export function githubApiUrl(env: Environment): string {
  const example = 'https://api.github.com';
  if (!env['GITHUB_API_URL']) return example;
  const value = address(env, 'GITHUB_API_URL', ['http:', 'https:'], example);
  const { protocol, hostname, username, search } = new URL(value);
  const loopback = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  if ((protocol === 'https:' || loopback) && !username && !search) return value;
  throw new ConfigError(
    `GITHUB_API_URL: tokens go there, so it must be https (or loopback) without user or query, e.g. GITHUB_API_URL=${example}`,
  );
}
