import { notFollowed } from './errors.js';

export interface Redirect {
  apiUrl: string;
  githubId: number | null;
  /** What was asked for first, and what has just answered. */
  asked: string;
  from: string;
  status: number;
}

/**
 * Where a redirect may be followed to: the same origin, the same call, and the repository of the numeric id. Throws
 * Failure `moved` for anything else, so that no token and no merge goes astray.
 * https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects
 */
export function redirectTarget(redirect: Redirect, location: string | null): string {
  const { apiUrl, githubId, asked, from, status } = redirect;
  if (location === null || !URL.canParse(location, from)) throw notFollowed('does not say to where', status);
  const target = new URL(location, from);
  const base = new URL(apiUrl);
  if (target.origin !== base.origin || target.username || target.password) {
    throw notFollowed('to another server', status);
  }
  const prefix = base.pathname.replace(/\/$/, '');
  const call = new URL(asked).pathname.slice(prefix.length).replace(/^\/repos\/[^/]+\/[^/]+/, '');
  const id = /^\/repositories\/(\d{1,15})(\/.*)?$/.exec(target.pathname.slice(prefix.length));
  if (!target.pathname.startsWith(`${prefix}/`) || !id || (id[2] ?? '') !== call) {
    throw notFollowed('to something that is not this repository', status);
  }
  if (githubId !== null && Number(id[1]) !== githubId) {
    throw notFollowed('to another repository than the one that was added', status);
  }
  if (target.search === '') target.search = new URL(asked).search;
  target.hash = '';
  return target.href;
}
