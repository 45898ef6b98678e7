import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { accessFault } from '../process/access.js';
import { ConfigError, type Environment } from './environment.js';

const MAKE_ONE = 'openssl rand -base64 48';

/** The variable's text where it is 32 bytes or longer. */
export function longSecret(env: Environment, name: string): string {
  const value = env[name] ?? '';
  if (Buffer.byteLength(value) >= 32) return value;
  throw new ConfigError(`${name}: is shorter than 32 bytes, e.g. make one with: ${MAKE_ONE}`);
}

/** Where the key is kept that the app makes for itself; undefined where SECRET_KEY is set, and on Code Engine. */
export function keptKeyFile(env: Environment, folder: string, onCodeEngine: boolean): string | undefined {
  return env['SECRET_KEY'] || onCodeEngine ? undefined : join(folder, 'data', 'secret-key');
}

/** SECRET_KEY; else, off Code Engine, the one kept at data/secret-key (made at the first start); else ''. */
export function secretKey(env: Environment, folder: string, onCodeEngine: boolean): string {
  if (env['SECRET_KEY']) return longSecret(env, 'SECRET_KEY');
  const file = keptKeyFile(env, folder, onCodeEngine);
  if (!file) return '';
  try {
    if (!existsSync(file)) make(file);
    return longSecret({ SECRET_KEY: readFileSync(file, 'utf8').trim() }, 'SECRET_KEY');
  } catch (error) {
    if (error instanceof ConfigError)
      throw new ConfigError(
        `SECRET_KEY: the one kept in ${file} is shorter than 32 bytes; put the right one back`,
      );
    const why = accessFault(error) ?? `${file} cannot be used`;
    throw new ConfigError(`SECRET_KEY: is not set, and ${why}; or set it, e.g. make one with: ${MAKE_ONE}`);
  }
}

function make(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, randomBytes(48).toString('base64'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    // Another instance may make it at the same moment: the first one's stays.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** The secrets that a cron event may carry (two while rotating), and a warning for each that can be guessed. */
export function eventTokens(env: Environment): { eventTokens: string[]; warnings: string[] } {
  const tokens = (env['EVENT_TOKEN'] ?? '')
    .split(',')
    .map((token) => token.trim())
    .filter(Boolean);
  const short = tokens.filter((token) => Buffer.byteLength(token) < 32).length;
  const warning = `EVENT_TOKEN: ${short === 1 ? 'a token is' : `${short} tokens are`} shorter than 32 bytes and could be guessed, e.g. make one with: ${MAKE_ONE}`;
  return { eventTokens: tokens, warnings: short ? [warning] : [] };
}

/** A secret that is sent as `Authorization: Bearer …`: 16 characters or more of those that such a header can carry. */
export function bearerToken(env: Environment, name: string): string | undefined {
  const value = env[name];
  if (value === undefined || /^[\w.~+/-]{16,}=*$/.test(value)) return value;
  throw new ConfigError(
    `${name}: is shorter than 16 characters or has other characters than letters, digits and - . _ ~ + / =, e.g. make one with: ${MAKE_ONE}`,
  );
}
