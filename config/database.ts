import { join, resolve } from 'node:path';
import type { DatabaseOptions } from '../plugins/database/api.js';
import { db2FromBinding, db2FromUrl } from './db2.js';
import { ConfigError, type Environment } from './environment.js';
import { postgresFromBinding, postgresFromUrl } from './postgres.js';

/**
 * Where the data is: DATABASE_URL, else DB2_URI, else a bound service, else a file in `folder`. Null on Code Engine
 * with none of them, since its disk does not last.
 */
export function databaseOptions(
  env: Environment,
  folder: string,
  onCodeEngine: boolean,
): DatabaseOptions | null {
  if (env['DATABASE_URL']) return fromUrl(env['DATABASE_URL'], folder);
  if (env['DB2_URI']) return db2FromUrl('DB2_URI', env['DB2_URI']);
  const bound = db2FromBinding(env) ?? postgresFromBinding(env);
  if (bound || onCodeEngine) return bound;
  return { dialect: 'sqlite', file: join(folder, 'data', 'traffic.sqlite') };
}

function fromUrl(value: string, folder: string): DatabaseOptions {
  if (/^sqlite:./.test(value)) return { dialect: 'sqlite', file: sqliteFile(value, folder) };
  if (/^postgres(ql)?:\/\//.test(value)) return postgresFromUrl('DATABASE_URL', value);
  if (/^db2:\/\//.test(value)) return db2FromUrl('DATABASE_URL', value);
  throw new ConfigError(
    'DATABASE_URL: begins with neither sqlite:, postgres:// nor db2://, e.g. DATABASE_URL=postgres://user:password@host:5432/traffic',
  );
}

// A database in memory would be a new one for each connection, and gone with the process.
function sqliteFile(value: string, folder: string): string {
  const path = value.slice('sqlite:'.length).replace(/^\/\/(?=\/|[^/])/, '');
  if (path && !path.startsWith(':memory:')) return resolve(folder, path);
  throw new ConfigError(
    'DATABASE_URL: sqlite: needs the path of a file, e.g. DATABASE_URL=sqlite:data/traffic.sqlite',
  );
}
