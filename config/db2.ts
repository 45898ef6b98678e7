import type { Db2Options } from '../plugins/database/api.js';
import { boundCertificate } from './certificate.js';
import { ConfigError, type Environment } from './environment.js';
import { boundService, example, inside, textOf } from './services.js';
import { quoted } from './values.js';

const URL_EXAMPLE = 'db2://user:password@host:50001/BLUDB?security=ssl';

// user, password (as written, up to the last @), host, port, database, and what follows ? or ;
const SHAPE = /^(?:db2|ibm_db_sa):\/\/([^:@/]+):(.*)@([^:@/?;\s]+)(?::(\d{1,5}))?\/([^/?;]+)(?:[?;](.*))?$/s;

/**
 * A db2:// URL taken apart, in the spellings `…/BLUDB;SECURITY=SSL;PROTOCOL=TCPIP;`, `…/BLUDB?ssl=true;` and
 * `…/DB?security=ssl`. Not by `new URL`: passwords come unescaped in these.
 */
export function db2FromUrl(name: string, value: string): Db2Options {
  const [, user, password = '', host, port = '50000', database, rest = ''] = SHAPE.exec(value) ?? [];
  if (!user || !password || !host || !database || Number(port) > 65_535 || Number(port) < 1)
    throw new ConfigError(`${name}: is not an address of a Db2 database, ${example(name, URL_EXAMPLE)}`);
  return usable(name, {
    dialect: 'db2',
    host,
    port: Number(port),
    database,
    user: decoded(user),
    password: decoded(password),
    ssl: encrypted(name, rest),
  });
}

const ON = ['security=ssl', 'ssl=true', 'sslconnection=true'];
const OFF = ['ssl=false', 'sslconnection=false'];

// Overlooked, a slip in it (`security=sls`) would turn encryption off.
function encrypted(name: string, rest: string): boolean {
  const words = rest.split(/[;&?]/).map((word) => word.trim());
  const about = words.filter((word) => /^[^=]*(ssl|tls|secur)/i.test(word));
  const slip = about.find((word) => ![...ON, ...OFF].includes(word.toLowerCase()));
  if (slip)
    throw new ConfigError(
      `${name}: what it says of encryption, ${quoted(slip)}, is not known; write security=ssl, ${example(name, URL_EXAMPLE)}`,
    );
  return about.some((word) => ON.includes(word.toLowerCase()));
}

// Escaped where it can be read as such; a % of an unescaped password stays.
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

// What the driver's connection string cannot carry, found by trying: it is a list separated by ; without a way to
// escape one, it ends at a NUL, takes space off the front of a value, and a value has at most 255 bytes.
function usable(name: string, options: Db2Options): Db2Options {
  const { host, database, user, password } = options;
  for (const [what, text] of Object.entries({ user, password, host, database })) {
    if (/[;\0]|^\s/.test(text) || Buffer.byteLength(text) > 255)
      throw new ConfigError(
        `${name}: the ${what} has a semicolon, begins with a space or is longer than 255 bytes, which the Db2 driver cannot carry; choose another, ${example(name, URL_EXAMPLE)}`,
      );
  }
  return options;
}

/**
 * The bound Db2 (`dashdb-for-transactions` or `dashdb`): with `connection.db2` and its certificate, or the older
 * flat `uri`; null where none is bound.
 */
export function db2FromBinding(env: Environment): Db2Options | null {
  const credentials = boundService(env, 'dashdb-for-transactions', 'dashdb');
  if (!credentials) return null;
  const connection = inside(credentials, 'connection', 'db2');
  const uri = textOf(credentials, 'uri');
  if (!Object.keys(connection).length && uri) {
    const encoded = textOf(credentials, 'ssl_certificate_base64', 'certificate_base64');
    return { ...db2FromUrl('CE_SERVICES', uri), ssl: true, ...boundCertificate(encoded) };
  }
  const login = inside(connection, 'authentication');
  const host = inside({ host: [connection['hosts']].flat()[0] }, 'host');
  const [user, password] = [textOf(login, 'username'), textOf(login, 'password')];
  const [hostname, database] = [textOf(host, 'hostname'), textOf(connection, 'database')];
  const port = Number(host['port'] ?? 50_001);
  const isPort = Number.isInteger(port) && port > 0 && port < 65_536;
  if (!user || !password || !hostname || !database || !isPort)
    throw new ConfigError(
      'CE_SERVICES: the bound Db2 has neither a uri nor a whole connection.db2; bind the service again, e.g. ibmcloud ce app bind',
    );
  const encoded = textOf(inside(connection, 'certificate'), 'certificate_base64');
  return usable('CE_SERVICES', {
    dialect: 'db2',
    host: hostname,
    port,
    database,
    user,
    password,
    ssl: true,
    ...boundCertificate(encoded),
  });
}
