import type { Role } from '../../auth/api.js';
import { screenQuery } from '../query.js';

/** Who may read traffic; what of it, tenancy's scope says. */
export const READERS: readonly Role[] = ['tenant', 'viewer', 'repository-viewer'];

/** The options of every reporting page. */
export const forReaders = { plugins: { policy: READERS }, validate: { query: screenQuery } };
