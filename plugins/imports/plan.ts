import type { Server } from '@hapi/hapi';
import type { GitHubError, RepositoryFacts } from '../github/api.js';
import type { Tenant } from '../tenancy/api.js';
import { type Figures, greatest, news, says } from './fold.js';
import type { Bad, Line, Source } from './line.js';
import type { Store } from './store.js';

/** What an import would do with one repository of the source. */
export interface Part {
  /** As the source calls it. */
  title: string;
  /** In the app; null: it is to be added, as GitHub describes it. */
  id: number | null;
  facts: RepositoryFacts | null;
  days: Figures[];
}

export interface Plan {
  parts: Part[];
  bad: Bad[];
  /** Days that the app has imported already, or that say nothing. */
  known: number;
  /** Days that are still growing: collecting gets them itself. */
  young: number;
}

/** Works out what would be imported, asking GitHub for repositories that the tenant does not track yet. */
export async function planned(server: Server, store: Store, tenant: Tenant, source: Source): Promise<Plan> {
  const { github } = server.plugins;
  const settled = new Date(github.now().getTime() - 2 * 86_400_000).toISOString().slice(0, 10);
  const plan: Plan = { parts: [], bad: [...source.bad], known: 0, young: 0 };
  const groups = new Map<string, Line[]>();
  for (const line of source.lines) {
    const slug = `${line.owner}/${line.name}`.toLowerCase();
    groups.set(slug, [...(groups.get(slug) ?? []), line]);
  }
  const finder = await finding(server, tenant);
  const parts = new Map<string, Part>();
  for (const lines of groups.values()) {
    const { owner, name, at } = lines[0]!;
    const old = lines.filter(({ day }) => day <= settled);
    plan.young += lines.length - old.length;
    const found = await finder(owner, name);
    if ('why' in found) {
      plan.bad.push({ at, why: `${found.why} (${lines.length} days)` });
      continue;
    }
    // Two names of one repository, the older and that of now, are one history.
    const key = found.id === null ? `github ${found.facts.githubId}` : String(found.id);
    const part = parts.get(key) ?? { title: `${owner}/${name}`, ...found, days: [] };
    part.days.push(...old.map(figuresOf));
    parts.set(key, part);
  }
  for (const part of parts.values()) {
    const there = part.id === null ? [] : [...(await store.of(part.id)).values()].flat();
    const given = part.days.length;
    part.days = news(greatest(part.days).filter(says), greatest(there));
    plan.known += given - part.days.length;
    if (part.days.length > 0) plan.parts.push(part);
  }
  return plan;
}

const figuresOf = ({ day, views, visitors, clones, cloners }: Line): Figures => {
  return { day, views, visitors, clones, cloners };
};

type Found = { id: number; facts: null } | { id: null; facts: RepositoryFacts } | { why: string };

async function finding(server: Server, tenant: Tenant) {
  const { github, repositories, tenancy } = server.plugins;
  const scope = { tenantIds: [tenant.id], repositoryIds: [] };
  const credential = await tenancy.credential(tenant.id);
  const client = credential && github.client(credential);
  return async (owner: string, name: string): Promise<Found> => {
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
