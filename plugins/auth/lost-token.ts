import type { Lifecycle } from '@hapi/hapi';
import { nextPath } from './next-path.js';
import { wanted } from './routes/login.js';

/**
 * onPreResponse, before the error pages: tabs that are restored at once each get a form token, and only the last one
 * counts. Where the browser says that a sign-in's form is ours, it gets a new one, or, where another tab has signed in
 * meanwhile, the page that it wanted.
 */
export const lostToken: Lifecycle.Method = (request, h) => {
  const { response, headers, method, path } = request;
  if (method !== 'post' || path !== '/login' || !('isBoom' in response)) return h.continue;
  // The form tokens' own refusal says nothing more; that of a form from elsewhere does.
  const lost = response.output.statusCode === 403 && response.message === 'Forbidden';
  if (!lost || headers['origin'] === undefined || headers['sec-fetch-site'] === 'cross-site')
    return h.continue;
  const next = nextPath((request.payload as { next?: unknown } | null)?.next);
  return h.redirect(`/login${wanted(next)}`).code(303);
};
