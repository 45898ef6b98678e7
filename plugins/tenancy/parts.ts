import type { Server } from '@hapi/hapi';
import { acting } from './act.js';
import type { Tenancy } from './api.js';
import { book } from './book.js';
import { credentials } from './credentials.js';
import { delivery } from './delivery.js';
import { firstRun } from './first-run.js';
import { type Grants, grants } from './grants.js';
import { hiddenNames } from './hidden-names.js';
import { invitations } from './invitations.js';
import { checkKey } from './key-check.js';
import { members } from './members.js';
import { models } from './models.js';
import type { Options } from './options.js';
import type { Needs } from './routes/needs.js';
import { scopes } from './scope.js';
import { tenantChanges } from './tenant-changes.js';
import { tenants } from './tenants.js';

const TEN_MINUTES = 600_000;

/** Puts the pieces of tenancy together; touches only the plugins that stand under it. */
export function parts(server: Server, { now, publicUrl, mail }: Options) {
  const { auth, database, events, github, security, views } = server.plugins;
  const tables = models(database.sequelize);
  const held: Grants = grants(database, auth, tables, now);
  const { makeTenant, ...rows } = tenants(database, security, tables, now);
  const { replace, ...tokens } = credentials(database, security, tables, now);
  const kept = book();
  const { grant, forgetRepository } = held;
  const first = firstRun(tables, { ...rows, grant }, now);
  const tenancy: Tenancy = {
    ...{ ...scopes(rows), ...rows, ...tokens, ...first, ...members(tables), grant, forgetRepository },
    keepsRepositories: kept.keepsRepositories,
    namesHider: hiddenNames(kept),
  };
  const needs: Needs = {
    ...{ auth, database, events, github, tenancy, replace, views },
    act: acting(database, events, auth),
    address: security.address,
    book: kept,
    changes: tenantChanges(database, tables, now),
    codes: security.limit('invitation', 10, 600),
    cookie: invitationCookie(server, auth.cookieName('invitation'), publicUrl, views.url('/')),
    deliver: delivery(publicUrl, mail),
    grants: held,
    invitations: invitations(tables, now),
    make: makeTenant,
  };
  return { tenancy, needs, of: held.of, holds: held.holds, checkKey: () => checkKey(security, tables) };
}

function invitationCookie(server: Server, name: string, publicUrl: string, path: string): string {
  const isSecure = publicUrl.startsWith('https:');
  const lasting = { ttl: TEN_MINUTES, isSecure, isHttpOnly: true, isSameSite: 'Lax' as const, path };
  server.state(name, { ...lasting, encoding: 'base64', ignoreErrors: true });
  return name;
}
