import type { RepositoryBook, Tenancy } from './api.js';

export interface Book extends RepositoryBook, Pick<Tenancy, 'keepsRepositories'> {
  /** The tenant's repository of this name (owner/name, in whatever case), or null. */
  named(tenantId: number, name: string): Promise<{ id: number; name: string } | null>;
}

/** What repositories tells; where it does not run there are none. */
export function book(): Book {
  let kept: RepositoryBook = { of: async () => [], counts: async () => new Map(), names: async () => [] };
  const of = (tenantId: number) => kept.of(tenantId);
  return {
    of,
    counts: () => kept.counts(),
    names: () => kept.names(),
    keepsRepositories: (given) => {
      kept = given;
    },
    async named(tenantId, name) {
      const wanted = name.trim().toLowerCase();
      return (await of(tenantId)).find((one) => one.name.toLowerCase() === wanted) ?? null;
    },
  };
}
