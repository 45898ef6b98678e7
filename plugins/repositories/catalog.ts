import type { InferAttributes } from 'sequelize';
import type { Database } from '../database/api.js';
import type { Scope } from '../tenancy/api.js';
import type { Repositories, Repository } from './api.js';
import { type Models, type RepositoryRow, slugOf } from './models.js';

/** How many reaches are kept; there are not many more than tenants. */
const MOST = 1_000;

interface Copy {
  /** By owner and name. */
  all: Repository[];
  byTenant: Map<number, Repository[]>;
  bySlug: Map<string, Repository[]>;
  byFormerSlug: Map<string, Repository[]>;
}

/** A row as the other plugins see it. */
export function repositoryOf(row: InferAttributes<RepositoryRow>): Repository {
  return {
    id: Number(row.id),
    tenantId: Number(row.tenant_id),
    githubId: Number(row.github_id),
    owner: row.owner,
    name: row.name,
    private: Boolean(row.private),
    archived: Boolean(row.archived),
    description: row.description,
    addedAt: new Date(row.added_at).toISOString(),
    renamedOn: row.renamed_on ?? null,
  };
}

/**
 * Makes the reading verbs of repositories/api.ts. Every page asks for them, so what is tracked is kept in memory, once
 * for all tenants (where the database keeps them apart: once for each reach), and read again when the revision
 * `repositories` has moved (also by another instance).
 */
export function catalog(
  database: Database,
  tables: Models,
): Pick<Repositories, 'visible' | 'find' | 'tracked'> {
  const cache = database.createCache<Copy>({ revision: 'repositories', maxEntries: MOST });
  const now = () => cache.get('all', load);

  async function load(): Promise<Copy> {
    const rows = await tables.repositories.findAll({ where: { hidden_at: null }, raw: true });
    const names = await tables.names.findAll({ order: [['id', 'DESC']], raw: true });
    const all = sorted(rows.map((row) => Object.freeze(repositoryOf(row))));
    const byId = new Map(all.map((repository) => [repository.id, repository]));
    // Of two with one name (the first is gone at GitHub, its name was given away) the one added last is meant.
    const newestFirst = [...all].sort((a, b) => b.id - a.id);
    return {
      all,
      byTenant: grouped(all.map((one) => [one.tenantId, one])),
      bySlug: grouped(newestFirst.map((one) => [slugOf(one.owner, one.name), one])),
      byFormerSlug: grouped(
        names.map((row) => [slugOf(row.owner, row.name), byId.get(Number(row.repository_id))]),
      ),
    };
  }

  return {
    async visible(scope, filter = {}) {
      const known = seenOf(await now(), scope);
      const search = filter.search?.trim().toLowerCase();
      const ids = filter.ids && new Set(filter.ids);
      if (!search && !ids) return known;
      return known.filter(
        (one) => (!search || slugOf(one.owner, one.name).includes(search)) && (!ids || ids.has(one.id)),
      );
    },
    async find(scope, owner, name) {
      const { bySlug, byFormerSlug } = await now();
      const seen = within(scope);
      const slug = slugOf(owner, name);
      const present = bySlug.get(slug)?.find(seen);
      if (present) return { repository: present, renamed: false };
      const former = byFormerSlug.get(slug)?.find(seen);
      return former ? { repository: former, renamed: true } : null;
    },
    async tracked(tenantIds) {
      const { all } = await now();
      return tenantIds ? all.filter(({ tenantId }) => tenantIds.includes(tenantId)) : [...all];
    },
  };
}

function within({ tenantIds, repositoryIds }: Scope): (repository: Repository) => boolean {
  const tenants = new Set(tenantIds);
  const single = new Set(repositoryIds);
  return ({ id, tenantId }) => tenants.has(tenantId) || single.has(id);
}

// Nearly everybody sees one tenant whole: that list lies ready.
function seenOf({ all, byTenant }: Copy, scope: Scope): Repository[] {
  const [only, ...more] = scope.tenantIds;
  if (only === undefined || more.length || scope.repositoryIds.length) return all.filter(within(scope));
  return [...(byTenant.get(only) ?? [])];
}

function sorted(all: Repository[]): Repository[] {
  // The separator sorts before every character of a name, so that owners come first.
  const keyed = all.map((one) => ({ one, key: slugOf(one.owner, one.name).replace('/', ' ') }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.one.id - b.one.id));
  return keyed.map(({ one }) => one);
}

function grouped<Key>(pairs: [Key, Repository | undefined][]): Map<Key, Repository[]> {
  const groups = new Map<Key, Repository[]>();
  for (const [key, repository] of pairs) {
    if (!repository) continue;
    const group = groups.get(key);
    if (group) group.push(repository);
    else groups.set(key, [repository]);
  }
  return groups;
}
