import type { InferAttributes } from 'sequelize';
import type { Database } from '../database/api.js';
import type { Scope } from '../tenancy/api.js';
import type { Repositories, Repository } from './api.js';
import { type Models, type RepositoryRow, slugOf } from './models.js';

interface Copy {
  all: Repository[];
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
  };
}

/**
 * Makes the reading verbs of repositories/api.ts. Every page asks for them, so what is tracked is kept in memory,
 * once for all tenants, and read again when the revision `repositories` has moved (also by another instance).
 */
export function catalog(
  database: Database,
  tables: Models,
): Pick<Repositories, 'visible' | 'find' | 'tracked'> {
  let revision = -1;
  let copy: Promise<Copy> = Promise.resolve({ all: [], bySlug: new Map(), byFormerSlug: new Map() });

  async function load(): Promise<Copy> {
    const rows = await tables.repositories.findAll({ where: { hidden_at: null }, raw: true });
    const names = await tables.names.findAll({ order: [['id', 'DESC']], raw: true });
    const all = rows.map((row) => Object.freeze(repositoryOf(row))).sort(byName);
    const byId = new Map(all.map((repository) => [repository.id, repository]));
    // Of two with one name (the first is gone at GitHub, its name was given away) the one added last is meant.
    const newestFirst = [...all].sort((a, b) => b.id - a.id);
    return {
      all,
      bySlug: grouped(newestFirst.map((one) => [slugOf(one.owner, one.name), one])),
      byFormerSlug: grouped(
        names.map((row) => [slugOf(row.owner, row.name), byId.get(Number(row.repository_id))]),
      ),
    };
  }

  async function now(): Promise<Copy> {
    const { repositories } = await database.revisions();
    if (repositories !== revision) {
      revision = repositories;
      copy = load();
      // A failed read must not be remembered; who asked for it gets the error.
      copy.catch(() => {
        revision = -1;
      });
    }
    return copy;
  }

  return {
    async visible(scope, filter = {}) {
      const seen = within(scope);
      const search = filter.search?.trim().toLowerCase();
      const ids = filter.ids && new Set(filter.ids);
      return (await now()).all.filter(
        (one) =>
          seen(one) && (!search || slugOf(one.owner, one.name).includes(search)) && (!ids || ids.has(one.id)),
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

function byName(a: Repository, b: Repository): number {
  const [left, right] = [a, b].map(({ owner, name }) => [owner.toLowerCase(), name.toLowerCase()]);
  for (const part of [0, 1]) {
    if (left![part]! < right![part]!) return -1;
    if (left![part]! > right![part]!) return 1;
  }
  return a.tenantId - b.tenantId || a.id - b.id;
}

function grouped(pairs: [string, Repository | undefined][]): Map<string, Repository[]> {
  const groups = new Map<string, Repository[]>();
  for (const [slug, repository] of pairs) {
    if (!repository) continue;
    const group = groups.get(slug);
    if (group) group.push(repository);
    else groups.set(slug, [repository]);
  }
  return groups;
}
