import type { Repository } from '../repositories/api.js';
import { type Ask, nameOf } from './ask.js';
import { address } from './query.js';

/** The address of a repository's page. */
export const pathOf = ({ owner, name }: { owner: string; name: string }): string =>
  `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;

/**
 * Makes the links to the repositories' pages, which keep the range. Where two tenants that one sees track the same
 * repository, the link says which one's history is meant.
 */
export function homes(
  { query }: Pick<Ask, 'query'>,
  repositories: Repository[],
): (one: Repository) => string {
  const seen = new Map<string, number>();
  for (const one of repositories) {
    const slug = nameOf(one).toLowerCase();
    seen.set(slug, (seen.get(slug) ?? 0) + 1);
  }
  const { from, to, range, bucket, compare, tenant } = query;
  const kept = Object.fromEntries(
    Object.entries({ from, to, range, bucket, compare, tenant }).filter(([, value]) => value),
  );
  return (one) => {
    const doubled = (seen.get(nameOf(one).toLowerCase()) ?? 0) > 1;
    return address(pathOf(one), kept, doubled ? { tenant: String(one.tenantId) } : {});
  };
}

/** The words beside a repository's name. */
export function badgesOf({ archived, private: closed }: Repository): string[] {
  return [archived && 'archived', closed && 'private'].filter((word): word is string => Boolean(word));
}
