import type { Role } from '../../auth/api.js';

/** Who has to do with collecting. */
export const ROLES: readonly Role[] = ['administrator', 'maintainer', 'tenant'];
