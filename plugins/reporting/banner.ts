import type { Request, Server } from '@hapi/hapi';
import type { Repositories } from '../repositories/api.js';
import type { Scope } from '../tenancy/api.js';
import type { Traffic } from '../traffic/api.js';
import type { Banner } from '../views/api.js';
import type { CachedTraffic } from './cached-traffic.js';
import { lateBanner, lateness } from './late.js';

// For how many different views of the tenants it is kept.
const KEPT = 100;

/**
 * Makes the notice that GitHub is late, for those who read whole tenants: by single repositories nobody could tell
 * whether GitHub is late or nobody came. It is worked out once for each revision.
 */
export function lateNotice(
  server: Server,
  cached: CachedTraffic,
): (request: Request) => Promise<Banner | null> {
  const { database, github, repositories, tenancy } = server.plugins;
  const cache = database.createCache<Banner | null>({
    revision: ['repositories', 'traffic'],
    maxEntries: KEPT,
    staleWhileRevalidate: true,
  });
  return async (request) => {
    // On the page of an error this would fail again where the database is away.
    if (request.response instanceof Error) return null;
    const [{ tenantIds }, today] = [tenancy.scope(request), github.today()];
    if (tenantIds.length === 0) return null;
    const scope = { tenantIds, repositoryIds: [] };
    const key = JSON.stringify([today, scope]);
    return cache.get(key, () => make(repositories, cached(request), scope, today), request);
  };
}

async function make(
  repositories: Repositories,
  traffic: Traffic,
  scope: Scope,
  today: string,
): Promise<Banner | null> {
  // As the overview asks, in the same order: it has read the answer already.
  const ids = (await repositories.visible(scope)).map(({ id }) => id);
  const late = ids.length ? await lateness(traffic, ids, today) : null;
  return late && lateBanner(late);
}
