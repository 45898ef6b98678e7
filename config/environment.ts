import { ConfigError } from './config-error.js';
import { dotenvFile } from './dotenv-file.js';
import { readTextFile } from './text-file.js';
import { type Environment, PROXIES, slips, VARIABLES } from './variables.js';

export { ConfigError } from './config-error.js';
export { type Environment, VARIABLES } from './variables.js';

/**
 * What the variables say together with `.env` in `folder` (real variables win) and the files that `X_FILE` variables
 * name (a file wins over nothing, a variable of the same source wins over its file). Empty counts as not set. The
 * warnings are sentences about what may have been meant otherwise.
 */
export function environment(
  variables: Environment,
  folder: string,
): { env: Environment; warnings: string[] } {
  const { values, warnings } = dotenvFile(folder);
  const env = { ...withFiles(defined(values)), ...withFiles(defined(variables)) };
  return { env, warnings: [...warnings, ...slips(variables)] };
}

function defined(variables: Environment): Environment {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value?.trim()));
  // Small letters win, as with curl.
  for (const name of PROXIES) {
    const small = set[name.toLowerCase()];
    if (small) set[name] = small;
  }
  return set;
}

function withFiles(env: Environment): Environment {
  const read: Environment = {};
  for (const [name, path] of Object.entries(env)) {
    const target = name.replace(/_FILE$/, '');
    if (name === target || !VARIABLES.has(target) || !path) continue;
    const text = readTextFile(name, path);
    if (text === null)
      throw new ConfigError(
        `${name}: there is no file ${path}; give the path of a file that holds the value`,
      );
    read[target] = text.trim();
    if (!read[target]) throw new ConfigError(`${name}: the file ${path} is empty; put the value into it`);
  }
  return { ...read, ...env };
}
