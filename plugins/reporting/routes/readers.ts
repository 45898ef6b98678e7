import type { Role } from '../../auth/api.js';
import { screenQuery } from '../query.js';

/** Who may read traffic; what of it, tenancy's scope says. */
export const READERS: readonly Role[] = ['tenant', 'viewer', 'repository-viewer'];

/** The options of every reporting page; by the tag others know that it shows figures. */
export const forReaders = {
  tags: ['figures'],
  plugins: { policy: READERS },
  validate: { query: screenQuery },
};

/** The options of what programs read: a name that is written wrong is told, not left out. */
export const forPrograms = { ...forReaders, plugins: { ...forReaders.plugins, exactQuery: true } };
