import type { Job } from './due.js';
import type { Lane } from './lane.js';
import type { Plugins } from './shared.js';
import { createSilence } from './silence.js';

/** GitHub's advice, and the client's own limit: requests at a time and account. */
const AT_A_TIME = 10;
/** Rounds at a time over all accounts: enough for twenty at full width, and little memory. */
const IN_ALL = 200;

/**
 * A lane for each tenant, all worked at the same time: ten thousand repositories or a dead token of one tenant keep no
 * other waiting. Rounds ask one thing after the other, so that a lane has as many requests under way as its width.
 */
export async function lanesOf(
  plugins: Plugins & { budgetSeconds: number },
  jobs: Job[],
  probe: boolean,
): Promise<Lane[]> {
  const tenants = new Map<number, Job[]>();
  for (const job of jobs) {
    const { tenantId } = job.repository;
    const list = tenants.get(tenantId);
    if (list) list.push(job);
    else tenants.set(tenantId, [job]);
  }
  const accounts = new Map<number, string>();
  for (const tenantId of tenants.keys()) accounts.set(tenantId, await accountOf(plugins, tenantId));
  return [...tenants].map(([tenantId, own]) => {
    const account = accounts.get(tenantId)!;
    const sharing = [...accounts.values()].filter((one) => one === account).length;
    const width = Math.floor(Math.max(1, Math.min(AT_A_TIME / sharing, IN_ALL / tenants.size)));
    const silence = createSilence(plugins.budgetSeconds, width);
    return { tenantId, account, sharing, jobs: own, width, probe, silence };
  });
}

// A token that cannot be read fails its own lane, when that comes to it.
async function accountOf({ tenancy }: Plugins, tenantId: number): Promise<string> {
  const credential = await tenancy.credential(tenantId).catch(() => null);
  return credential?.account ?? `tenant ${tenantId}`;
}
