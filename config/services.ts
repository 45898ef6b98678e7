import { ConfigError, type Environment } from './environment.js';

type Values = Record<string, unknown>;

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
    const bound = services[name];
    const first = Array.isArray(bound) ? bound[0] : bound;
    if (isObject(first)) return inside(first, 'credentials');
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
