import type { NamedPlugin } from '@hapi/hapi';
import Joi from 'joi';
import type { Grant, Tenancy } from './api.js';
import { type TokenNote, tokenBanner } from './banner.js';
import { credentials } from './credentials.js';
import { firstRun } from './first-run.js';
import { grants } from './grants.js';
import { memberList, members } from './members.js';
import { models } from './models.js';
import { tokenNotes } from './notes.js';
import { type Options, schema } from './options.js';
import { enforceRoles } from './policy.js';
import { profilePanel } from './profile-panel.js';
import { rotateKeys } from './rotate-keys.js';
import { routes } from './routes/index.js';
import { scopes } from './scope.js';
import { tenants } from './tenants.js';

declare module '@hapi/hapi' {
  interface PluginProperties {
    tenancy: Tenancy;
  }
  interface AuthCredentials {
    /** The person's roles, by tenant. */
    grants?: Grant[];
    /** How the GitHub tokens of the person's tenants fare. */
    tokens?: TokenNote[];
  }
}

export const plugin: NamedPlugin<Options> = {
  name: 'tenancy',
  dependencies: ['database', 'views', 'security', 'events', 'github', 'auth'],
  register(server, given) {
    const { now, adminEmail }: Options = Joi.attempt(given, schema);
    const { auth, database, events, security, views } = server.plugins;
    const tables = models(database.sequelize);
    const { of, grant } = grants(database, tables, now);
    const rows = tenants(database, security, tables, now);
    const { replace, ...tokens } = credentials(database, security, tables, now);
    const first = firstRun(tables, { ...rows, grant }, now);
    const tenancy: Tenancy = { ...scopes(rows), ...rows, ...tokens, ...first, ...members(tables), grant };
    server.expose(tenancy);
    auth.waitsForSetup(async () => !(await rows.initialized()));
    auth.onCredentials(async (user, added) => {
      const held = await of(user.id);
      Object.assign(added, { grants: held, tokens: await tokenNotes(tenancy, held) });
    });
    server.command(rotateKeys(tenancy, events));
    views.addBanner(tokenBanner(now));
    views.addPanel(profilePanel(rows));
    const visible = (request: Parameters<Tenancy['has']>[0]) => tenancy.has(request, 'tenant');
    views.addLink({ label: 'Settings', href: '/settings', order: 80, place: 'main', visible });
    server.route(routes(server, { tenancy, members: memberList(tenancy, auth), replace, adminEmail }));
    server.ext('onPostAuth', enforceRoles(tenancy));
  },
};
