import type { Events } from '../events/api.js';
import type { Panel } from '../views/api.js';
import { whenOf } from './list.js';

const SHOWN = 5;
const LOOKED_THROUGH = 200;

/** On a tenant's settings: the last changes of who may see it, and the way to its log. `subject` is the tenant's id. */
export function recent(events: Events): Panel {
  return {
    place: 'settings',
    order: 50,
    template: 'system-log/_recent.njk',
    visible: () => true,
    async data(_request, subject) {
      const tenantId = Number(subject);
      const { rows } = await events.list({ tenantId, page: 1, pageSize: LOOKED_THROUGH });
      const about = rows.filter(({ kind }) => kind.startsWith('tenancy.')).slice(0, SHOWN);
      return { tenantId, rows: about.map((row) => ({ when: whenOf(row), message: row.message })) };
    },
  };
}
