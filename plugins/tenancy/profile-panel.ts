import type { Panel } from '../views/api.js';
import type { Tenancy } from './api.js';
import { inWords } from './roles.js';

/** On the profile: what one may do here, in words, by tenant; or whom to ask. */
export function profilePanel({ tenants }: Pick<Tenancy, 'tenants'>): Panel {
  return {
    place: 'profile',
    order: 10,
    template: 'tenancy/_roles.njk',
    visible: () => true,
    async data(request) {
      const names = new Map((await tenants()).map(({ id, name }) => [id, name]));
      const said = (request.auth.credentials.grants ?? []).map(({ role, tenantId }) => ({
        where: tenantId === 0 ? '' : (names.get(tenantId) ?? ''),
        words: inWords(role),
      }));
      // Several repositories of one tenant are one line.
      const roles = said.filter(
        (one, at) => at === said.findIndex(({ where, words }) => where === one.where && words === one.words),
      );
      return { roles };
    },
  };
}
