import type { Request } from '@hapi/hapi';
import type { Tenancy } from '../tenancy/api.js';
import type { Banner } from '../views/api.js';
import { alarmOf } from './alarm.js';
import type { Overview } from './overview.js';

interface NoticePlugins {
  overview: Overview;
  tenancy: Tenancy;
  now: () => Date;
}

/**
 * Makes the line on every page of those who can act where collecting stands still: who runs the installation sees it for
 * all, an owner for their own tenants.
 */
export function alarmNotice({ overview, tenancy, now }: NoticePlugins) {
  return async (request: Request): Promise<Banner | null> => {
    if (request.response instanceof Error || !request.auth.isAuthenticated) return null;
    const all = tenancy.has(request, 'administrator', 'maintainer');
    const grants = request.auth.credentials.grants ?? [];
    const own = grants.filter(({ role }) => role === 'tenant').map(({ tenantId }) => tenantId);
    if (!all && own.length === 0) return null;
    const assessment = await overview.assessment(all ? undefined : own);
    const alarm = alarmOf(assessment, await overview.lastRun(), now());
    return alarm && { ...alarm, href: '/admin/collectStats', link: 'Look at the collection' };
  };
}
