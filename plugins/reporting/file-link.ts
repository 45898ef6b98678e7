import type { Request } from '@hapi/hapi';
import type { Panel } from '../views/api.js';

/** A link to an export on another plugin's page, where what the file holds is shown. */
export function fileLink(
  place: string,
  label: string,
  path: string,
  visible: (request: Request) => boolean,
): Panel {
  return {
    ...{ place, order: 90, visible },
    template: 'reporting/_file-link.njk',
    data: async () => ({ label, path }),
  };
}
