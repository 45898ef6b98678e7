import type { Lifecycle } from '@hapi/hapi';
import Joi from 'joi';

declare module '@hapi/hapi' {
  interface PluginSpecificConfiguration {
    /** The route refuses parameters that it does not know, as programs want it: a typing error would change the answer. */
    exactQuery?: boolean;
  }
}

// Describing a schema takes longer than making most pages.
const described = new WeakMap<object, Set<string> | null>();

/** The names that the schema of a query knows; null where it takes any. */
function namesOf(schema: unknown): Set<string> | null {
  if (!Joi.isSchema(schema)) return null;
  const before = described.get(schema);
  if (before !== undefined) return before;
  const { keys = {}, flags } = schema.describe() as { keys?: object; flags?: { unknown?: boolean } };
  const names = flags?.unknown ? null : new Set(Object.keys(keys));
  described.set(schema, names);
  return names;
}

/**
 * onPostAuth, before the validation: an opened address loses the parameters that its page does not know. Mail programs,
 * chats and search engines add their own (utm_source, fbclid) to each link that they show.
 */
export const dropUnknownParameters: Lifecycle.Method = (request, h) => {
  const { plugins, validate } = request.route.settings;
  if ((request.method !== 'get' && request.method !== 'head') || plugins?.exactQuery) return h.continue;
  const names = namesOf((validate as { query?: unknown } | undefined)?.query);
  if (!names) return h.continue;
  const query = request.query as Record<string, unknown>;
  for (const name of Object.keys(query)) if (!names.has(name)) delete query[name];
  return h.continue;
};
