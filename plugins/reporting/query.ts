import Joi from 'joi';

/** What a reporting URL may carry, after validation: texts only, their sense is made by the screens. */
export interface ScreenQuery {
  from?: string;
  to?: string;
  range?: string;
  bucket?: string;
  compare?: string;
  search?: string;
  /** Of an export of days: words that stand in any of its columns, as the daily table searches. */
  find?: string;
  sort?: string;
  dir?: string;
  page?: string;
  metric?: string;
  repo?: string[];
  tenant?: string;
}

const one = Joi.string().trim().empty('').max(200);

/**
 * The parameters of every reporting page and export, each at most once but `repo`. What is too long, doubled or
 * unknown is 400 with a sentence; nonsense within them becomes the nearest sensible value (range.ts, screen.ts).
 */
export const screenQuery = Joi.object({
  from: one,
  to: one,
  range: one,
  bucket: one,
  compare: one,
  search: one,
  find: one,
  sort: one,
  dir: one,
  page: one,
  metric: one,
  repo: Joi.array().items(Joi.string().trim().empty('').max(400)).sparse().single().max(50),
  tenant: one.pattern(/^\d{1,15}$/, 'a number'),
});

/** The order of the parameters in links, and in the key of what is kept. */
const PARAMETERS = [
  'tenant',
  'from',
  'to',
  'range',
  'bucket',
  'compare',
  'metric',
  'search',
  'find',
  'repo',
  'sort',
  'dir',
  'page',
] as const satisfies readonly (keyof ScreenQuery)[];

/** A query as text, in one order, without what is empty: equal screens have equal texts. */
export function queryText(query: ScreenQuery): string {
  const pairs = PARAMETERS.flatMap((name) => {
    const value = query[name];
    const text = Array.isArray(value) ? value.filter(Boolean).join(',') : value;
    return text ? [`${name}=${encodeURIComponent(text).replaceAll('%2C', ',').replaceAll('%2F', '/')}`] : [];
  });
  return pairs.join('&');
}

/** The address of a path with the query; values of `changes` replace, undefined takes away. */
export function address(
  path: string,
  query: ScreenQuery,
  changes: { [name in keyof ScreenQuery]?: ScreenQuery[name] | undefined } = {},
): string {
  const text = queryText({ ...query, ...changes } as ScreenQuery);
  return text ? `${path}?${text}` : path;
}
