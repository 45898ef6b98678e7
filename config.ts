import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import type { DatabaseOptions } from './plugins/database/api.js';

/** One line that names the variable, what is wrong with it and an example. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

type Environment = Record<string, string | undefined>;

export interface Provider {
  kind: 'appid' | 'oidc';
  label: string;
  issuer: string;
  clientId: string;
  clientSecret: string;
  pkce: boolean;
}

export interface Config {
  port: number;
  host: string;
  publicUrl: string;
  /** The folder of templates/ and static/. */
  root: string;
  onCodeEngine: boolean;
  /** What a deployment still lacks, as sentences; empty when the app can work. */
  missing: string[];
  database: DatabaseOptions | null;
  secretKey: string;
  previousKey: string | undefined;
  provider: Provider | null;
  githubLogin: { clientId: string; clientSecret: string } | null;
  adminEmail: string | undefined;
  githubApiUrl: string;
  plugins: string;
  eventTokens: string[];
  budgetSeconds: number;
  /** `HH:MM` UTC, or null for off. */
  collectAt: string | null;
  proxies: number;
  smtpUrl: string | undefined;
  pingUrl: string | undefined;
  log: { level: string; pretty: boolean };
}

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

// package.json marks the root: this file runs compiled from dist/ and, under tsx, from the root itself.
function rootFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  return existsSync(join(here, 'package.json')) ? here : dirname(here);
}

/**
 * Reads and validates the environment (contract.md section 1), `.env` in `folder` and `X_FILE` variables included.
 * Throws ConfigError with one line for a bad value; never prints a secret's value.
 */
export function readConfig(variables: Environment = process.env, folder = process.cwd()): Config {
  const env = withFiles({ ...dotenv(folder), ...defined(variables) });
  const onCodeEngine = Boolean(env['CE_APP']);
  const port = integer(env, 'PORT', 5000, 0, 65_535);
  const host = env['HOST'] ?? (onCodeEngine ? '0.0.0.0' : '127.0.0.1');
  const database = databaseOptions(env, folder, onCodeEngine);
  const secretKey = secret(env, folder, onCodeEngine);
  const missing = [
    ...(database
      ? []
      : ['A database is not bound yet: bind Db2 or PostgreSQL to the app, or set DATABASE_URL.']),
    ...(secretKey ? [] : ['SECRET_KEY is not set: it encrypts the stored GitHub tokens.']),
  ];
  return {
    port,
    host,
    publicUrl: publicUrl(env, port, onCodeEngine),
    root: rootFolder(),
    onCodeEngine,
    missing,
    database,
    secretKey,
    previousKey: env['SECRET_KEY_PREVIOUS'] && long(env, 'SECRET_KEY_PREVIOUS'),
    provider: provider(env),
    githubLogin: pair(env, 'GITHUB_LOGIN_CLIENT_ID', 'GITHUB_LOGIN_CLIENT_SECRET'),
    adminEmail: env['ADMIN_EMAIL'],
    githubApiUrl: githubApiUrl(env),
    plugins: env['PLUGINS'] ?? 'all',
    eventTokens: (env['EVENT_TOKEN'] ?? '')
      .split(',')
      .map((token) => token.trim())
      .filter(Boolean),
    budgetSeconds: integer(env, 'COLLECT_BUDGET_SECONDS', onCodeEngine ? 240 : 480, 1, 7200),
    collectAt: collectAt(env, onCodeEngine),
    proxies: integer(env, 'TRUST_PROXY', onCodeEngine ? 1 : 0, 0, 9),
    smtpUrl:
      env['SMTP_URL'] && url(env, 'SMTP_URL', ['smtp:', 'smtps:'], 'smtps://user:password@mail.example.com'),
    pingUrl: env['PING_URL'] && url(env, 'PING_URL', ['http:', 'https:'], 'https://hc-ping.com/your-check'),
    log: {
      level: oneOf(env, 'LOG_LEVEL', LEVELS, 'info'),
      pretty: oneOf(env, 'LOG_PRETTY', ['true', 'false', '1', '0', ''], 'false') in { true: 1, 1: 1 },
    },
  };
}

function defined(variables: Environment): Environment {
  return Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
}

function dotenv(folder: string): Environment {
  const file = join(folder, '.env');
  return existsSync(file) ? defined(parseEnv(readFileSync(file, 'utf8'))) : {};
}

const SECRETS_AND_TEXTS = /^[A-Z][A-Z0-9_]*_FILE$/;

function withFiles(env: Environment): Environment {
  const read: Environment = {};
  for (const [name, path] of Object.entries(env)) {
    const target = name.replace(/_FILE$/, '');
    if (!SECRETS_AND_TEXTS.test(name) || !OURS.has(target) || !path) continue;
    try {
      read[target] = readFileSync(path, 'utf8').trimEnd();
    } catch {
      throw new ConfigError(
        `${name}: the file ${path} cannot be read; give the path of a file that holds the value`,
      );
    }
  }
  return { ...env, ...read };
}

const OURS = new Set(
  `PORT HOST FULL_HOSTNAME DATABASE_URL DB2_URI APPID_CLIENT_ID APPID_OAUTH_SERVER_URL APPID_SECRET OIDC_ISSUER
  OIDC_CLIENT_ID OIDC_CLIENT_SECRET OIDC_NAME OIDC_PKCE GITHUB_LOGIN_CLIENT_ID GITHUB_LOGIN_CLIENT_SECRET EVENT_TOKEN
  SECRET_KEY SECRET_KEY_PREVIOUS ADMIN_EMAIL GITHUB_API_URL PLUGINS COLLECT_BUDGET_SECONDS COLLECT_AT TRUST_PROXY
  SMTP_URL PING_URL LOG_LEVEL LOG_PRETTY CE_SERVICES`.split(/\s+/),
);

function integer(env: Environment, name: string, standard: number, least: number, most: number): number {
  const value = env[name];
  if (value === undefined) return standard;
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new ConfigError(
    `${name}: "${value}" is not a whole number from ${least} to ${most}, e.g. ${name}=${standard}`,
  );
}

function oneOf(env: Environment, name: string, values: string[], standard: string): string {
  const value = env[name] ?? standard;
  if (values.includes(value)) return value;
  throw new ConfigError(
    `${name}: "${value}" is none of ${values.filter(Boolean).join(', ')}, e.g. ${name}=${standard}`,
  );
}

// The value may hold a password, so it is never repeated.
function url(env: Environment, name: string, schemes: string[], example: string): string {
  const value = env[name] ?? '';
  if (URL.canParse(value) && schemes.includes(new URL(value).protocol)) return value;
  throw new ConfigError(
    `${name}: not an address that begins with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}, e.g. ${example}`,
  );
}

function publicUrl(env: Environment, port: number, onCodeEngine: boolean): string {
  if (env['FULL_HOSTNAME'])
    return url(env, 'FULL_HOSTNAME', ['http:', 'https:'], 'https://traffic.example.com').replace(/\/+$/, '');
  if (onCodeEngine) return `https://${env['CE_APP']}.${env['CE_SUBDOMAIN']}.${env['CE_DOMAIN']}`;
  return `http://127.0.0.1:${port}`;
}

function githubApiUrl(env: Environment): string {
  if (!env['GITHUB_API_URL']) return 'https://api.github.com';
  const value = url(env, 'GITHUB_API_URL', ['http:', 'https:'], 'https://api.github.com').replace(/\/+$/, '');
  const { protocol, hostname } = new URL(value);
  if (protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)) return value;
  throw new ConfigError(
    'GITHUB_API_URL: tokens go there, so it must be https (or loopback), e.g. https://api.github.com',
  );
}

function long(env: Environment, name: string): string {
  const value = env[name] ?? '';
  if (Buffer.byteLength(value) >= 32) return value;
  throw new ConfigError(`${name}: shorter than 32 bytes; make one with: openssl rand -base64 48`);
}

function secret(env: Environment, folder: string, onCodeEngine: boolean): string {
  if (env['SECRET_KEY']) return long(env, 'SECRET_KEY');
  if (onCodeEngine) return '';
  const file = join(folder, 'data', 'secret-key');
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true });
    // Another instance may make it at the same moment: the first one's stays.
    try {
      writeFileSync(file, randomBytes(48).toString('base64'), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
        throw new ConfigError(
          `SECRET_KEY: is not set and ${file} cannot be written; set it to 32 bytes or more, e.g. from: openssl rand -base64 48`,
        );
    }
  }
  return long({ SECRET_KEY: readFileSync(file, 'utf8').trim() }, 'SECRET_KEY');
}

function databaseOptions(env: Environment, folder: string, onCodeEngine: boolean): DatabaseOptions | null {
  const value = env['DATABASE_URL'] ?? env['DB2_URI'];
  const name = env['DATABASE_URL'] ? 'DATABASE_URL' : 'DB2_URI';
  if (!value)
    return onCodeEngine ? null : { dialect: 'sqlite', file: join(folder, 'data', 'traffic.sqlite') };
  if (/^sqlite:./.test(value)) return { dialect: 'sqlite', file: value.slice('sqlite:'.length) };
  if (/^postgres(ql)?:\/\/./.test(value)) return { dialect: 'postgres', url: value };
  if (/^db2:\/\/./.test(value)) return { dialect: 'db2', url: value };
  throw new ConfigError(
    `${name}: begins with neither sqlite:, postgres:// nor db2://, e.g. postgres://user:password@host:5432/traffic`,
  );
}

function pair(
  env: Environment,
  id: string,
  secretName: string,
): { clientId: string; clientSecret: string } | null {
  if (!env[id] && !env[secretName]) return null;
  const absent = env[id] ? secretName : id;
  if (!env[id] || !env[secretName])
    throw new ConfigError(
      `${absent}: is not set, though ${env[id] ? id : secretName} is; set both or neither`,
    );
  return { clientId: env[id], clientSecret: env[secretName] };
}

function provider(env: Environment): Provider | null {
  const appid = pair(env, 'APPID_CLIENT_ID', 'APPID_SECRET');
  const oidc = pair(env, 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET');
  if (appid && oidc)
    throw new ConfigError(
      'OIDC_CLIENT_ID: set beside APPID_CLIENT_ID; one provider may have the callback /redirect_uri',
    );
  const client = appid ?? oidc;
  const name = appid ? 'APPID_OAUTH_SERVER_URL' : 'OIDC_ISSUER';
  if (!client) {
    for (const alone of ['APPID_OAUTH_SERVER_URL', 'OIDC_ISSUER']) {
      if (env[alone])
        throw new ConfigError(`${alone}: is set without a client id and secret; set all three or none`);
    }
    return null;
  }
  const example = appid
    ? 'https://us-south.appid.cloud.ibm.com/oauth/v4/<tenant id>'
    : 'https://accounts.google.com';
  const issuer = url(env, name, ['https:', 'http:'], example);
  const pkce = oneOf(env, 'OIDC_PKCE', ['true', 'false'], 'true') === 'true';
  return {
    kind: appid ? 'appid' : 'oidc',
    label: env['OIDC_NAME'] ?? (appid ? 'App ID' : 'your organisation'),
    issuer,
    ...client,
    pkce,
  };
}

function collectAt(env: Environment, onCodeEngine: boolean): string | null {
  const value = env['COLLECT_AT'] ?? (onCodeEngine ? 'off' : '06:00');
  if (value === 'off') return null;
  if (/^([01]\d|2[0-3]):[0-5]\d$/.test(value)) return value;
  throw new ConfigError(`COLLECT_AT: "${value}" is not a time of day (UTC) or off, e.g. COLLECT_AT=06:00`);
}
