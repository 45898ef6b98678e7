import type { Request } from '@hapi/hapi';
import type { Repositories } from '../repositories/api.js';
import type { Tenancy } from '../tenancy/api.js';
import type { Banner } from '../views/api.js';
import type { Leases } from './leases.js';
import { ROLES } from './routes/roles.js';
import type { Runner } from './run.js';

interface NoticePlugins {
  leases: Leases;
  now: () => Date;
  repositories: Repositories;
  runner: Runner;
  tenancy: Tenancy;
}

/** Whether another process collects is asked at most this often. */
const ASKED_EVERY_MS = 2_000;

/**
 * Makes the line on pages with figures (routes with the tag `figures`) that they may be a few seconds old, for those
 * whose tenant is being collected. Of a run in another process nobody knows here whose it is: all may be concerned.
 */
export function collectingNotice(plugins: NoticePlugins): (request: Request) => Promise<Banner | null> {
  const { runner, tenancy } = plugins;
  const elsewhere = runsElsewhere(plugins);
  return async (request) => {
    if (request.response instanceof Error || !request.route.settings.tags?.includes('figures')) return null;
    const work = runner.work();
    const concerned = work
      ? (await tenantsOf(plugins, request)).some((id) => work.lanes.some(({ tenantId }) => tenantId === id))
      : await elsewhere();
    if (!concerned) return null;
    const banner: Banner = { level: 'info', text: 'Collecting now: figures may be a few seconds behind.' };
    return tenancy.has(request, ...ROLES)
      ? { ...banner, href: '/admin/collectStats', link: 'Show progress' }
      : banner;
  };
}

/** The tenants of which the page may show something, be it a single repository. */
async function tenantsOf({ repositories, tenancy }: NoticePlugins, request: Request): Promise<number[]> {
  const { tenantIds, repositoryIds } = tenancy.scope(request);
  if (repositoryIds.length === 0) return tenantIds;
  const single = await repositories.visible({ tenantIds: [], repositoryIds });
  return [...tenantIds, ...single.map(({ tenantId }) => tenantId)];
}

function runsElsewhere({ leases, now }: NoticePlugins): () => Promise<boolean> {
  let answer: { at: number; held: Promise<boolean> } | undefined;
  return () => {
    const time = now().getTime();
    if (answer && time >= answer.at && time < answer.at + ASKED_EVERY_MS) return answer.held;
    const asked = { at: time, held: leases.holding().then((holding) => holding !== null) };
    answer = asked;
    asked.held.catch(() => {
      if (answer === asked) answer = undefined;
    });
    return asked.held;
  };
}
