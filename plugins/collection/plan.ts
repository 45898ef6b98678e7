import type { RunRequest } from './api.js';
import { type Job, jobOf } from './due.js';
import type { Plugins } from './shared.js';

export interface Plan {
  tracked: number;
  jobs: Job[];
}

/** What a run has to do: the tracked repositories of the tenants or ids asked for, and what of them is due. */
export async function planOf(plugins: Plugins, request: RunRequest): Promise<Plan> {
  const { repositories, tenancy, attempts, now } = plugins;
  const present = (await tenancy.tenants()).map(({ id }) => id);
  const tenantIds = present.filter((id) => request.tenantIds?.includes(id) ?? true);
  const all = tenantIds.length > 0 ? await repositories.tracked(tenantIds) : [];
  const tracked = all.filter(({ id }) => request.repositoryIds?.includes(id) ?? true);
  const known = await attempts.all();
  const time = now();
  const jobs = tracked
    .map((repository) => jobOf(repository, known.get(repository.id), request, time))
    .filter((job) => job !== null);
  return { tracked: tracked.length, jobs };
}
