import type { Request } from '@hapi/hapi';
import type { Database } from '../database/api.js';
import type { EventFilter, Events, RecordedEvent } from '../events/api.js';
import type { Banner } from '../views/api.js';

/** So long owners are told (days). */
const TOLD_DAYS = 7;
const DAY_MILLISECONDS = 86_400_000;
const MAX_READ = 100;
/** The news of so many sets of tenants are kept. */
const MAX_KEPT = 1_000;
const GIVEN = 'tenancy.role-given';
const INVITED = 'tenancy.invited';

/** What those who manage the installation have done for somebody's access to a tenant. */
type News = Pick<RecordedEvent, 'at' | 'message' | 'actor' | 'tenantId'>[];

interface Needs {
  events: Pick<Events, 'list'>;
  database: Pick<Database, 'createCache'>;
  now: () => Date;
}

/**
 * The banner on the pages of a tenant's owners when an administrator gave somebody a role in it, or invited somebody to
 * own it, also where it was taken away again: it shows a week what was done, since the log keeps it.
 */
export function roleBanner({ events, database, now }: Needs): (request: Request) => Promise<Banner | null> {
  // Every page asks; what it would find moves with `access`.
  const cache = database.createCache<News>({ revision: 'access', maxEntries: MAX_KEPT });

  async function read(tenantIds: number[]): Promise<News> {
    const from = new Date(now().getTime() - TOLD_DAYS * DAY_MILLISECONDS).toISOString().slice(0, 10);
    const about: EventFilter = { tenantIds, kinds: [GIVEN, INVITED], from, page: 1, pageSize: MAX_READ };
    const { rows } = await events.list(about);
    return rows.filter(({ kind, details }) => kind === GIVEN || details?.['by'] === 'administrator');
  }

  return async (request) => {
    if (!request.auth.isAuthenticated) return null;
    const { grants = [], user } = request.auth.credentials;
    const owned = [
      ...new Set(grants.filter(({ role }) => role === 'tenant').map(({ tenantId }) => tenantId)),
    ];
    if (!owned.length) return null;
    const since = now().getTime() - TOLD_DAYS * DAY_MILLISECONDS;
    const news = await cache.get(owned.join(), () => read(owned), request);
    const [newest, ...others] = news.filter(
      ({ at, actor }) => Date.parse(at) > since && actor?.userId !== user?.id,
    );
    return newest ? banner(newest, others.length) : null;
  };
}

function banner({ at, message, tenantId }: News[number], others: number): Banner {
  const more = others
    ? ` There ${others === 1 ? 'is one change' : `are ${others} changes`} of this kind more.`
    : '';
  return {
    level: 'info',
    text: `On ${at.slice(0, 10)} ${message}.${more}`,
    href: `/settings?tenant=${tenantId}`,
    link: 'See who has access',
  };
}
