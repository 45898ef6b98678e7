import type { Repositories } from '../repositories/api.js';
import type { Tenancy } from '../tenancy/api.js';
import type { Panel } from '../views/api.js';
import { named } from './seen.js';

/** On the page after adding repositories: each fetches its first fortnight at once (without scripts: a button). */
export function firstPanel(repositories: Repositories, tenancy: Tenancy): Panel {
  return {
    place: 'repository-added',
    order: 10,
    template: 'collection/_added.njk',
    visible: (request) => tenancy.has(request, 'tenant'),
    async data(request, subject) {
      const ids = Array.isArray(subject) ? subject.map(Number) : [];
      const added = ids.length > 0 ? await repositories.visible(tenancy.scope(request), { ids }) : [];
      const list = added.map((repository) => ({ id: repository.id, name: named(repository) }));
      return list.length > 0 ? { repositories: list } : null;
    },
  };
}
