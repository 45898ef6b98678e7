import type { Server, ServerRoute } from '@hapi/hapi';
import { initialize } from './initialize.js';
import { invitation } from './invitation.js';
import { invite } from './invite.js';
import { member } from './member.js';
import type { Needs } from './needs.js';
import { newTenant } from './new-tenant.js';
import { removeTenant } from './remove-tenant.js';
import { settings } from './settings.js';
import { tenantChangeRoutes, tenantPages } from './tenants.js';
import { userChangeRoutes } from './user-changes.js';
import { userPages } from './users.js';

/** The first run, tenants and users for administrators, the settings and members of a tenant, invitations. */
export function routes(server: Server, needs: Needs, adminEmail: string | undefined): ServerRoute[] {
  const { security } = server.plugins;
  const codes = security.limit('set-up-code', 10, 600);
  return [
    ...initialize({ ...needs, security, codes, adminEmail }),
    ...newTenant(needs),
    ...tenantPages(needs),
    ...tenantChangeRoutes(needs),
    ...removeTenant(needs),
    ...userPages(needs),
    ...userChangeRoutes(needs),
    ...settings(needs),
    ...invite(needs),
    ...member(needs),
    ...invitation(needs),
  ];
}
