import { ConfigError, type Environment } from './environment.js';

type Values = Record<string, unknown>;

const AGAIN = 'bind the service again, e.g. ibmcloud ce app bind';

/** How the end of a sentence about an address shows the way: nobody types what is in CE_SERVICES. */
export const example = (name: string, url: string): string =>
  name === 'CE_SERVICES' ? AGAIN : `e.g. ${name}=${url}`;

const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object under the keys, {} where there is none: bindings come in several shapes. */
export function inside(value: unknown, ...keys: string[]): Values {
  let found: unknown = value;
  for (const key of keys) found = isObject(found) ? found[key] : undefined;
  return isObject(found) ? found : {};
}

/** The text under the first of the keys that has one. */
export function textOf(value: Values, ...keys: string[]): string | undefined {
  return keys
    .map((key) => value[key])
    .find((text): text is string => typeof text === 'string' && text !== '');
}

/**
 * The credentials of the first service bound under one of the names, from Code Engine's CE_SERVICES; null where none is.
 * https://cloud.ibm.com/docs/codeengine?topic=codeengine-service-binding
 */
export function boundService(env: Environment, ...names: string[]): Values | null {
  if (!env['CE_SERVICES']) return null;
  const services = parsed(env['CE_SERVICES']);
  for (const name of names) {
    const bound = services[name] ?? [];
    if (Array.isArray(bound) && bound.length === 0) continue;
    const first: unknown = Array.isArray(bound) ? bound[0] : bound;
    // Passed over, the app would go on without it: on a file that does not last, say.
    if (!isObject(first))
      throw new ConfigError(`CE_SERVICES: what is bound as ${name} is no object; ${AGAIN}`);
    return inside(first, 'credentials');
  }
  return null;
}

// JSON.parse's own message repeats the text, which holds passwords.
function parsed(text: string): Values {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {}
  throw new ConfigError(
    'CE_SERVICES: is not a JSON object; Code Engine sets it when a service is bound, e.g. CE_SERVICES={"appid":[…]}',
  );
}
