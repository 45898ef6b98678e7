import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { databaseOptions } from './config/database.js';
import { type Environment, environment } from './config/environment.js';
import { type Missing, missing } from './config/missing.js';
import { type OutgoingProxies, outgoingProxies } from './config/outgoing-proxies.js';
import { type Provider, provider } from './config/providers.js';
import { collectAt } from './config/schedule.js';
import { bearerToken, eventTokens, keptKeyFile, longSecret, secretKey } from './config/secrets.js';
import { address, githubApiUrl, publicUrl, smtpUrl } from './config/urls.js';
import { contacts, integer, mailAddress, oneOf, pair } from './config/values.js';
import type { DatabaseOptions } from './plugins/database/api.js';

export { ConfigError } from './config/environment.js';
export type { Missing } from './config/missing.js';
export type { Provider } from './config/providers.js';

export interface Config {
  port: number;
  host: string;
  publicUrl: string;
  /** The folder of templates/ and static/. */
  root: string;
  onCodeEngine: boolean;
  /** What a deployment still lacks; empty when the app can work. */
  missing: Missing[];
  /** Sentences for the log at start. */
  warnings: string[];
  database: DatabaseOptions | null;
  /** The database is the file that the app keeps where nothing else is said, in a folder of its own. */
  embedded: boolean;
  /** The file of the key that was made at the first start; undefined where SECRET_KEY is set. */
  keptKeyFile: string | undefined;
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
  /** mailto:, https: and tel: addresses for security.txt. */
  securityContacts: string[];
  outgoing: OutgoingProxies;
  smtpUrl: string | undefined;
  pingUrl: string | undefined;
  metricsToken: string | undefined;
  /** `pretty` is undefined where nothing was said: lines for people on a terminal. */
  log: { level: string; pretty: boolean | undefined; output: 'stdout' | 'stderr' };
}

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];
const FLAGS = ['true', 'false', '1', '0'];

// package.json marks the root: this file runs compiled from dist/ and, under tsx, from the root itself.
function rootFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  return existsSync(join(here, 'package.json')) ? here : dirname(here);
}

/**
 * Reads and validates the environment (README, "Configuration"), `.env` in `folder` and `X_FILE` variables included.
 * Throws ConfigError with one line for a bad value; never prints a secret's value.
 */
export function readConfig(variables: Environment = process.env, folder = process.cwd()): Config {
  const { env, warnings } = environment(variables, folder);
  // A job of Code Engine has no lasting disk either.
  const onCodeEngine = Boolean(env['CE_APP'] || env['CE_JOB']);
  const port = integer(env, 'PORT', 5000, 0, 65_535);
  const database = databaseOptions(env, folder, onCodeEngine);
  const key = secretKey(env, folder, onCodeEngine);
  const [signIn, tokens] = [provider(env), eventTokens(env)];
  const has = {
    database: database !== null,
    secretKey: key !== '',
    provider: signIn !== null || Boolean(env['GITHUB_LOGIN_CLIENT_ID']),
    eventToken: tokens.eventTokens.length > 0,
  };
  return {
    port,
    host: env['HOST'] ?? (onCodeEngine ? '0.0.0.0' : '127.0.0.1'),
    publicUrl: publicUrl(env, port, onCodeEngine),
    root: rootFolder(),
    onCodeEngine,
    missing: missing(has, env['CE_APP'] ?? env['CE_JOB'] ?? 'traffic'),
    database,
    embedded: database?.dialect === 'sqlite' && !env['DATABASE_URL'],
    keptKeyFile: keptKeyFile(env, folder, onCodeEngine),
    secretKey: key,
    previousKey: env['SECRET_KEY_PREVIOUS'] && longSecret(env, 'SECRET_KEY_PREVIOUS'),
    provider: signIn,
    githubLogin: pair(env, 'GITHUB_LOGIN_CLIENT_ID', 'GITHUB_LOGIN_CLIENT_SECRET'),
    adminEmail: mailAddress(env, 'ADMIN_EMAIL'),
    githubApiUrl: githubApiUrl(env),
    plugins: env['PLUGINS'] ?? 'all',
    eventTokens: tokens.eventTokens,
    warnings: [...warnings, ...tokens.warnings],
    metricsToken: bearerToken(env, 'METRICS_TOKEN'),
    budgetSeconds: integer(env, 'COLLECT_BUDGET_SECONDS', onCodeEngine ? 240 : 480, 1, 7200),
    collectAt: collectAt(env, onCodeEngine),
    proxies: integer(env, 'TRUST_PROXY', onCodeEngine ? 1 : 0, 0, 9),
    securityContacts: contacts(env, 'SECURITY_CONTACT'),
    outgoing: outgoingProxies(env),
    smtpUrl: smtpUrl(env),
    pingUrl:
      env['PING_URL'] && address(env, 'PING_URL', ['http:', 'https:'], 'https://hc-ping.com/your-check'),
    log: {
      output: 'stdout',
      level: oneOf(env, 'LOG_LEVEL', LEVELS, 'info'),
      pretty: env['LOG_PRETTY'] ? ['true', '1'].includes(oneOf(env, 'LOG_PRETTY', FLAGS, 'true')) : undefined,
    },
  };
}

/** The demo's: embedded database and key in `folder`, loopback only, the given GitHub; only PORT and LOG_LEVEL are read. */
export function readDemoConfig(folder: string, githubApiUrl: string, port?: string): Config {
  const { PORT, LOG_LEVEL } = process.env;
  const file = join(folder, 'demo.sqlite');
  const own = {
    DATABASE_URL: `sqlite:${file}`,
    GITHUB_API_URL: githubApiUrl,
    LOG_LEVEL: LOG_LEVEL ?? 'warn',
  };
  return readConfig({ ...own, PORT: port ?? PORT }, folder);
}
