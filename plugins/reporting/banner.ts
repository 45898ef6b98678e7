import type { Request, Server } from '@hapi/hapi';
import type { Repositories } from '../repositories/api.js';
import type { Scope } from '../tenancy/api.js';
import type { Traffic } from '../traffic/api.js';
import type { Banner } from '../views/api.js';
import { lateBanner, lateness } from './late.js';
import type { remembering } from './remember.js';
import { READERS } from './routes/readers.js';

// The lists of repositories that are kept, one for each who sees something else.
const KEPT = 100;

/**
 * Makes the notice that GitHub is late, for those who read traffic. It looks at all repositories of their tenants: of a
 * single one nobody could tell whether GitHub is late or nobody came. It is worked out once for each revision.
 */
export function lateNotice(
  server: Server,
  remembered: ReturnType<typeof remembering>,
): (request: Request) => Promise<Banner | null> {
  const { database, github, repositories, tenancy } = server.plugins;
  const made = new Map<string, Promise<Banner | null>>();
  return async (request) => {
    // On the page of an error this would fail again where the database is away.
    if (request.response instanceof Error || !tenancy.has(request, ...READERS)) return null;
    const revisions = await database.revisions(request);
    const [scope, today] = [tenancy.scope(request), github.today()];
    const key = JSON.stringify([revisions.repositories, revisions.traffic, today, scope]);
    const known = made.get(key);
    if (known) return known;
    const banner = make(repositories, remembered(revisions.traffic), scope, today);
    made.set(key, banner);
    banner.catch(() => made.delete(key));
    for (const oldest of made.keys()) {
      if (made.size <= KEPT) break;
      made.delete(oldest);
    }
    return banner;
  };
}

async function make(
  repositories: Repositories,
  traffic: Traffic,
  scope: Scope,
  today: string,
): Promise<Banner | null> {
  const seen = await repositories.visible(scope);
  const tenantIds = [...new Set(seen.map(({ tenantId }) => tenantId))];
  // Who sees whole tenants asks as the overview does, and so gets what that has read already.
  const all = scope.repositoryIds.length && seen.length ? await repositories.tracked(tenantIds) : seen;
  const ids = all.map(({ id }) => id);
  const late = ids.length ? await lateness(traffic, ids, today) : null;
  return late && lateBanner(late);
}
