import type { PostgresOptions } from '../plugins/database/api.js';

/** What an address may say behind its `?`, besides where the database is and how it is encrypted. */
export type Settings = Pick<PostgresOptions, 'options' | 'applicationName' | 'connectSeconds'>;

// Those that say where, who and how encrypted: postgres.ts reads them.
const ADDRESS = ['host', 'port', 'dbname', 'user', 'password', 'ssl', 'sslmode', 'sslrootcert'];
const READ = new Set([...ADDRESS, 'options', 'application_name', 'connect_timeout', 'channel_binding']);

// Of these only what happens anyway: another value would be overlooked.
const FIXED = new Map<string, string[]>(
  Object.entries({
    client_encoding: ['UTF8', 'utf8', 'UTF-8', 'utf-8', 'auto'],
    gssencmode: ['disable', 'prefer'],
    keepalives: ['1'],
    sslcompression: ['0'],
    sslnegotiation: ['postgres'],
    sslsni: ['1'],
    target_session_attrs: ['any', 'read-write', 'primary'],
  }),
);

const BINDINGS = ['disable', 'prefer', 'require'];

/** Why a parameter, or its value, cannot be done as it says, without the name of the variable; null: all can be. */
export function refused(query: URLSearchParams, tls: PostgresOptions['tls']): string | null {
  for (const [key, value] of query) {
    if (key === 'schema') return `its schema is unknown; write options=-c%20search_path=${schemaOf(value)}`;
    const fixed = FIXED.get(key);
    if (fixed && !fixed.includes(value)) return `its ${key} can only be ${fixed[0]}; leave it out`;
    if (!fixed && !READ.has(key)) return `its ${key} is unknown; leave it out`;
    if (query.getAll(key).length > 1) return `its ${key} is there twice; leave one out`;
  }
  const binding = query.get('channel_binding') ?? 'prefer';
  if (!BINDINGS.includes(binding)) return 'its channel_binding is unknown; leave it out';
  // Whoever stands between is found by the certificate.
  if (binding === 'require' && tls !== 'verified')
    return 'its channel_binding=require takes sslmode=verify-full; write that, or leave it out';
  const seconds = query.get('connect_timeout');
  if (seconds !== null && !/^([1-9]|[1-5]\d|60)$/.test(seconds))
    return 'its connect_timeout is not a number of seconds from 1 to 60; leave it out for 5';
  const own = /statement_timeout|traffic\.\w{0,50}/i.exec(query.get('options') ?? '')?.[0];
  return own ? `its options set ${own}, which the app sets itself; leave it out` : null;
}

const schemaOf = (value: string) => (/^\w{1,63}$/.test(value) ? value : 'NAME');

/** What is passed on to the connection. */
export function settings(query: URLSearchParams): Settings {
  const [options, applicationName] = [query.get('options'), query.get('application_name')];
  const seconds = query.get('connect_timeout');
  return {
    ...(options && { options }),
    ...(applicationName && { applicationName }),
    ...(seconds && { connectSeconds: Number(seconds) }),
  };
}
