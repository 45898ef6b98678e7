/** Where a sign-in leads when no page was asked for. */
export const LANDING = '/overview';

/**
 * The page of this app that `next` names, else the landing page. Only a local path may come back: it begins with one
 * slash, and holds nothing that a browser would drop or turn around (control characters, blanks, backslashes).
 */
export function nextPath(next: unknown): string {
  if (typeof next !== 'string' || next.length > 2000) return LANDING;
  return /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(next) ? next : LANDING;
}
