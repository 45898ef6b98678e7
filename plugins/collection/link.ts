import type { Tenancy } from '../tenancy/api.js';
import type { NavigationLink } from '../views/api.js';
import { ROLES } from './routes/roles.js';

/** The way to the collection's page, for those who may collect. */
export const link = (tenancy: Tenancy): NavigationLink => ({
  label: 'Collection',
  href: '/admin/collectStats',
  order: 30,
  place: 'main',
  visible: (request) => tenancy.has(request, ...ROLES),
});
