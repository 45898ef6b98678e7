import type { Server } from '@hapi/hapi';
import type { GitHubError, RepositoryFacts } from '../github/api.js';
import type { Tenant } from '../tenancy/api.js';
import type { Imported } from '../traffic/api.js';
import { greatest, newRanges, news, together } from './fold.js';
import type { Archive } from './read/archive.js';
import type { Bad } from './read/line.js';
import type { Source } from './read/source.js';
import type { Store } from './store.js';

/** What an import would do with one repository of the source. */
export interface Part {
  /** As the source calls it. */
  title: string;
  /** In the app; null: it is to be added, as GitHub describes it. */
  id: number | null;
  facts: RepositoryFacts | null;
  /** How many days with or without figures it brings, and how many ranges of days without. */
  days: number;
  ranges: number;
  /** The first and the last UTC day that it brings something of. */
  first: string;
  last: string;
  /** What it brings, made anew at each call: the figures of all repositories together would be too many objects. */
  read(): Promise<Imported>;
}

export interface Plan {
  parts: Part[];
  /** Repositories that cannot be imported. */
  bad: Bad[];
  /** Lines that say nothing, or nothing that was not imported already. */
  known: number;
  /** Whether there is nothing at all in the source, as against nothing new. */
  empty: boolean;
}

/** Works out what would be imported, asking GitHub for repositories that the tenant does not track yet. */
export async function planned(server: Server, store: Store, tenant: Tenant, source: Source): Promise<Plan> {
  const { github } = server.plugins;
  const plan: Plan = { parts: [], bad: [], known: 0, empty: true };
  const finder = await finding(server, tenant);
  const groups = new Map<string, { found: There; archives: Archive[] }>();
  for (const archive of source.archives.values()) {
    const found = await finder(archive.owner, archive.name);
    if ('why' in found) {
      plan.bad.push({ at: archive.at, why: `${found.why} (${archive.lines} lines)` });
      continue;
    }
    // Two names of one repository, the older and that of now, are one history.
    const key = found.id === null ? `github ${found.facts.githubId}` : String(found.id);
    const group = groups.get(key) ?? { found, archives: [] };
    group.archives.push(archive);
    groups.set(key, group);
  }
  for (const { found, archives } of groups.values()) {
    const read = async () => brought(archives, found.id, store, github.today());
    const { days, ranges, said } = await read();
    if (said) plan.empty = false;
    const lines = archives.reduce((sum, archive) => sum + archive.lines, 0);
    plan.known += Math.max(0, lines - days.length - ranges.length);
    if (days.length + ranges.length === 0) continue;
    const ends = [...days.map(({ day }) => [day, day]), ...ranges.map(({ from, to }) => [from, to])];
    plan.parts.push({
      title: `${archives[0]!.owner}/${archives[0]!.name}`,
      ...found,
      days: days.length,
      ranges: ranges.length,
      first: ends.reduce((least, [from]) => (from! < least ? from! : least), '9999-12-31'),
      last: ends.reduce((most, [, to]) => (to! > most ? to! : most), '0001-01-01'),
      read,
    });
  }
  return plan;
}

/** What the archives of one repository say beyond what was imported of it; `said`: whether they say anything at all. */
async function brought(
  archives: readonly Archive[],
  id: number | null,
  store: Store,
  today: string,
): Promise<Imported & { said: boolean }> {
  const there = together(id === null ? [] : [...(await store.of(id)).values()]);
  const given = greatest(archives.flatMap((archive) => archive.days(today)));
  const ranges = archives.flatMap((archive) => archive.ranges);
  return {
    days: news(given, there.days),
    ranges: newRanges(ranges, there.ranges),
    said: news(given, []).length > 0 || newRanges(ranges, []).length > 0,
  };
}

type There = { id: number; facts: null } | { id: null; facts: RepositoryFacts };

async function finding(server: Server, tenant: Tenant) {
  const { github, repositories, tenancy } = server.plugins;
  const scope = { tenantIds: [tenant.id], repositoryIds: [] };
  const credential = await tenancy.credential(tenant.id);
  const client = credential && github.client(credential);
  return async (owner: string, name: string): Promise<There | { why: string }> => {
    const there = await repositories.find(scope, owner, name);
    if (there) return { id: there.repository.id, facts: null };
    if (!client)
      return { why: `${owner}/${name} is not tracked, and ${tenant.name} has no GitHub token to ask with` };
    try {
      const { data } = await client.repository(owner, name);
      const byId = (await repositories.tracked([tenant.id])).find((one) => one.githubId === data.githubId);
      return byId ? { id: byId.id, facts: null } : { id: null, facts: data };
    } catch (error) {
      if ((error as Error).name !== 'GitHubError') throw error;
      return { why: `GitHub does not show ${owner}/${name}: ${(error as GitHubError).explanation}` };
    }
  };
}
