import { readFileSync } from 'node:fs';
import type { PostgresOptions } from '../plugins/database/api.js';
import { boundCertificate, certificate } from './certificate.js';
import { ConfigError, type Environment } from './environment.js';
import { refused, settings } from './postgres-parameters.js';
import { boundService, example, inside, textOf } from './services.js';

const URL_EXAMPLE = 'postgres://user:password@host:5432/traffic?sslmode=verify-full';

// libpq's words. `prefer` and `allow` would go on without encryption where an attacker says so: they mean `require` here.
const MODES: Record<string, PostgresOptions['tls']> = {
  disable: 'off',
  allow: 'unverified',
  prefer: 'unverified',
  require: 'unverified',
  'no-verify': 'unverified',
  'verify-ca': 'verified',
  'verify-full': 'verified',
};

// Of the older word `ssl`.
const SWITCHES: Record<string, string> = {
  ...{ true: 'verify-full', 1: 'verify-full' },
  ...{ false: 'disable', 0: 'disable' },
};

// What libpq has to say of encryption; postgres-parameters.ts knows which values.
const OTHERS = new Set([
  'ssl',
  'sslmode',
  'sslrootcert',
  'sslsni',
  'sslcompression',
  'sslnegotiation',
  'gssencmode',
]);

/** A postgres:// URL taken apart; TLS as `sslmode` and `sslrootcert` say (off where they say nothing), a socket's folder as `host`. */
export function postgresFromUrl(name: string, value: string): PostgresOptions {
  const url = parsed(value);
  const query = url?.searchParams;
  // The rest of a password that has one of / ? # as it is: taken for an address, it would lead anywhere.
  if (url && `${url.pathname}${url.search}${url.hash}`.includes('@'))
    throw new ConfigError(
      `${name}: has an @ behind its host; write / ? # @ in a password as %2F %3F %23 %40, ${example(name, URL_EXAMPLE)}`,
    );
  const wrong = url && slip(url);
  if (wrong) throw new ConfigError(`${name}: ${wrong}, ${example(name, URL_EXAMPLE)}`);
  const mode = query?.get('sslmode') ?? SWITCHES[query?.get('ssl') ?? 'false'] ?? 'unknown';
  const database = query?.get('dbname') || decoded(name, url?.pathname.slice(1) ?? '');
  const port = query?.get('port') || url?.port || '5432';
  const isAddress = url && query && database && isPort(port);
  if (!isAddress || !(mode in MODES))
    throw new ConfigError(
      `${name}: ${isAddress ? 'its sslmode is unknown' : 'is not an address of a PostgreSQL database'}, ${example(name, URL_EXAMPLE)}`,
    );
  const host = query.get('host') || decoded(name, url.hostname).replace(/^\[(.*)\]$/, '$1') || 'localhost';
  // A socket is within the machine; PostgreSQL encrypts nothing there.
  const tls = host.startsWith('/') ? 'off' : (MODES[mode] ?? 'verified');
  const why = host.includes(',') ? 'names several hosts; give one' : refused(query, tls);
  if (why) throw new ConfigError(`${name}: ${why}, ${example(name, URL_EXAMPLE)}`);
  return {
    dialect: 'postgres',
    host,
    port: Number(port),
    database,
    user: query.get('user') || decoded(name, url.username),
    password: query.get('password') || decoded(name, url.password),
    tls,
    ...authority(name, query.get('sslrootcert')),
    ...settings(query),
  };
}

// libpq takes one without a host, `postgres://me@/db?host=/run/postgresql`, which is none by the standard of URLs.
function parsed(value: string): URL | null {
  const whole = value.replace(/^(postgres(?:ql)?:\/\/[^/?#@]{1,2000}@)(?=[/:])/i, '$1localhost');
  return URL.canParse(whole) ? new URL(whole) : null;
}

const isPort = (text: string) => /^[1-9]\d{0,4}$/.test(text) && Number(text) < 65_536;

// Overlooked, a slip in what it says of encryption would turn it off: `?sslmod=…`, `&sslmode=…` or `#sslmode=…` after the
// database, `;sslmode=…` after another parameter, and the first of two that differ.
function slip({ pathname, hash, searchParams }: URL): string | null {
  const about = [...searchParams.keys()].filter((key) => /ssl|tls|mode/i.test(key));
  const unknown = about.find((key) => !OTHERS.has(key));
  if (unknown) return `its ${unknown} is unknown`;
  const elsewhere = [pathname, hash, ...searchParams.values()].some((text) =>
    text
      .split(/[;&#]/)
      .slice(1)
      .some((part) => part.includes('=') && /ssl/i.test(part.split('=', 1)[0] ?? '')),
  );
  if (elsewhere) return 'its parameters do not stand behind one ? with & between them';
  const twice = about.find((key, at) => about.indexOf(key) !== at);
  return twice ? `its ${twice} is there twice` : null;
}

// libpq's word for those that the system trusts is `system`.
function authority(name: string, file: string | null | undefined): { certificate?: string } {
  if (!file || file === 'system') return {};
  const otherwise = (what: string) =>
    `${name}: its sslrootcert names a file ${what}, ${example(name, `${URL_EXAMPLE}&sslrootcert=/etc/ssl/postgres-ca.pem`)}`;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new ConfigError(otherwise('that cannot be read'));
  }
  return { certificate: certificate(text, otherwise('without a certificate in PEM form')) };
}

function decoded(name: string, text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ConfigError(
      `${name}: has a % that stands for nothing; write it as %25, ${example(name, URL_EXAMPLE)}`,
    );
  }
}

/** The bound "databases-for-postgresql", whose certificate comes with it; null where none is bound. */
export function postgresFromBinding(env: Environment): PostgresOptions | null {
  const credentials = boundService(env, 'databases-for-postgresql');
  if (!credentials) return null;
  const connection = inside(credentials, 'connection', 'postgres');
  const composed = [connection['composed']].flat()[0];
  if (typeof composed !== 'string' || !composed.startsWith('postgres'))
    throw new ConfigError(
      'CE_SERVICES: databases-for-postgresql has no connection.postgres.composed; bind the service again, e.g. ibmcloud ce app bind',
    );
  const encoded = textOf(inside(connection, 'certificate'), 'certificate_base64');
  return { ...postgresFromUrl('CE_SERVICES', composed), ...boundCertificate(encoded) };
}
