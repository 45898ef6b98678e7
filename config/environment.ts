import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

/** One line that names the variable, what is wrong with it and an example. Never holds a secret's value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export type Environment = Record<string, string | undefined>;

/** Every variable that the app knows; each may also be given as `<name>_FILE`. */
export const VARIABLES = new Set(
  `PORT HOST FULL_HOSTNAME DATABASE_URL DB2_URI APPID_CLIENT_ID APPID_OAUTH_SERVER_URL APPID_SECRET OIDC_ISSUER
  OIDC_CLIENT_ID OIDC_CLIENT_SECRET OIDC_NAME OIDC_PKCE GITHUB_LOGIN_CLIENT_ID GITHUB_LOGIN_CLIENT_SECRET EVENT_TOKEN
  SECRET_KEY SECRET_KEY_PREVIOUS ADMIN_EMAIL GITHUB_API_URL PLUGINS COLLECT_BUDGET_SECONDS COLLECT_AT TRUST_PROXY
  SMTP_URL PING_URL LOG_LEVEL LOG_PRETTY CE_SERVICES HTTP_PROXY HTTPS_PROXY NO_PROXY`.split(/\s+/),
);

/**
 * What the variables say together with `.env` in `folder` (real variables win) and the files that `X_FILE` variables
 * name (a file wins over nothing, a variable of the same source wins over its file). Empty counts as not set.
 */
export function environment(variables: Environment, folder: string): Environment {
  return { ...withFiles(dotenv(folder)), ...withFiles(defined(variables)) };
}

function defined(variables: Environment): Environment {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value?.trim()));
  // Those of the proxies have always been written in small letters too, and those win, as with curl.
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY']) {
    const small = set[name.toLowerCase()];
    if (small) set[name] = small;
  }
  return set;
}

function dotenv(folder: string): Environment {
  const file = join(folder, '.env');
  if (!existsSync(file)) return {};
  try {
    return defined(parseEnv(readFileSync(file, 'utf8')));
  } catch {
    throw new ConfigError(`.env: ${file} cannot be read; make it a readable file of lines like PORT=5000`);
  }
}

function withFiles(env: Environment): Environment {
  const read: Environment = {};
  for (const [name, path] of Object.entries(env)) {
    const target = name.replace(/_FILE$/, '');
    if (name === target || !VARIABLES.has(target) || !path) continue;
    try {
      read[target] = readFileSync(path, 'utf8').trim();
    } catch {
      throw new ConfigError(
        `${name}: the file ${path} cannot be read; give the path of a file that holds the value`,
      );
    }
    if (!read[target]) throw new ConfigError(`${name}: the file ${path} is empty; put the value into it`);
  }
  return { ...read, ...env };
}
