import type { Tenancy } from '../tenancy/api.js';
import type { NavigationLink } from '../views/api.js';

const page = { href: '/admin/collectStats', place: 'main' } as const;

/**
 * The ways to the collection's page: a tenant's owner has it beside the other rooms, who runs the installation where
 * the tutorial looks for it.
 */
export const links = (tenancy: Tenancy): NavigationLink[] => [
  { ...page, label: 'Collection', order: 30, visible: (request) => tenancy.has(request, 'tenant') },
  {
    ...{ ...page, label: 'Collect statistics', group: 'Administration', order: 90 },
    visible: (request) => tenancy.has(request, 'administrator', 'maintainer'),
  },
];
