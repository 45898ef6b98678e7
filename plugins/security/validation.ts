import type { RequestRoute, Server } from '@hapi/hapi';
import Joi from 'joi';

declare module '@hapi/hapi' {
  interface PluginSpecificConfiguration {
    /** Why the route takes keys it does not know, by part; the start fails where it does so without a reason. */
    loose?: { params?: string; query?: string; payload?: string };
  }
}

type Part = 'params' | 'query' | 'payload';

const STRANGE = 'a key that no route knows';

/**
 * onPreStart: default is closed. A route that does not say what it takes in its path, query and form ends the start,
 * and so does one that takes keys it does not know without a reason in `plugins.loose` (or has a reason and takes none).
 */
export function requireValidation(server: Server): void {
  const faults = server.table().flatMap((route) => faultsOf(route as unknown as RequestRoute));
  if (faults.length) throw new Error(`routes without strict validation: ${faults.join('; ')}`);
}

function faultsOf(route: RequestRoute): string[] {
  const loose: Partial<Record<Part, string>> = route.settings.plugins?.loose ?? {};
  const name = `${route.method.toUpperCase()} ${route.path}`;
  return partsOf(route).flatMap((part) => {
    const schema = route.settings.validate?.[part] as unknown;
    if (!Joi.isSchema(schema)) return [`${name} does not validate its ${part}`];
    if (takesAnything(schema) && !loose[part]) return [`${name} takes unknown keys in its ${part}`];
    if (!takesAnything(schema) && loose[part])
      return [`${name} gives a reason for unknown keys in its ${part}`];
    return [];
  });
}

function partsOf({ path, method }: RequestRoute): Part[] {
  return [
    ...(path.includes('{') ? (['params'] as const) : []),
    'query',
    ...(method === 'get' ? [] : (['payload'] as const)),
  ];
}

function takesAnything(schema: Joi.Schema): boolean {
  const { error } = schema.validate({ [STRANGE]: '1' }, { abortEarly: false });
  return !error?.details.some(({ type, path }) => type === 'object.unknown' && path[0] === STRANGE);
}
