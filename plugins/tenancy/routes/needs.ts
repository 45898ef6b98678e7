import type { Request } from '@hapi/hapi';
import type { Auth } from '../../auth/api.js';
import type { Database } from '../../database/api.js';
import type { Events } from '../../events/api.js';
import type { GitHub } from '../../github/api.js';
import type { Limit } from '../../security/api.js';
import type { Views } from '../../views/api.js';
import type { Act } from '../act.js';
import type { Tenancy } from '../api.js';
import type { Book } from '../book.js';
import type { credentials } from '../credentials.js';
import type { Deliver } from '../delivery.js';
import type { Grants } from '../grants.js';
import type { Invitations } from '../invitations.js';
import type { TenantChanges } from '../tenant-changes.js';
import type { tenants } from '../tenants.js';

/** What the routes of tenants, users and members are functions of. */
export interface Needs {
  act: Act;
  database: Database;
  events: Events;
  auth: Auth;
  github: GitHub;
  views: Pick<Views, 'panels'>;
  tenancy: Tenancy;
  book: Book;
  grants: Grants;
  invitations: Invitations;
  changes: TenantChanges;
  deliver: Deliver;
  make: ReturnType<typeof tenants>['makeTenant'];
  replace: ReturnType<typeof credentials>['replace'];
  /** Wrong codes of invitations, by address. */
  codes: Limit;
  address: (request: Request) => string;
  /** Keeps an invitation's code while its holder signs in. */
  cookie: string;
}
