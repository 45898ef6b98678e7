import type { Server, ServerRoute } from '@hapi/hapi';
import type { Tenancy } from '../api.js';
import type { credentials } from '../credentials.js';
import type { MemberList } from '../members.js';
import { initialize } from './initialize.js';
import { settings } from './settings.js';

interface Needs {
  tenancy: Tenancy;
  members: MemberList;
  replace: ReturnType<typeof credentials>['replace'];
  adminEmail: string | undefined;
}

/** The first run and the settings. */
export function routes(server: Server, { tenancy, members, replace, adminEmail }: Needs): ServerRoute[] {
  const { auth, database, events, github, security } = server.plugins;
  const shared = { database, events, github, auth, tenancy };
  const codes = security.limit('set-up-code', 10, 600);
  return [
    ...initialize({ ...shared, security, codes, adminEmail }),
    ...settings({ ...shared, members, replace }),
  ];
}
