import type { NamedPlugin, Request } from '@hapi/hapi';
import Joi from 'joi';
import type { Grant, Tenancy } from './api.js';
import { type TokenNote, tokenBanner } from './banner.js';
import { confine } from './confine.js';
import { credentialsOf } from './notes.js';
import { type Options, schema } from './options.js';
import { parts } from './parts.js';
import { enforceRoles } from './policy.js';
import { profilePanel } from './profile-panel.js';
import { roleBanner } from './role-banner.js';
import { rotateKeys } from './rotate-keys.js';
import { routes } from './routes/index.js';
import { tenantSwitch } from './switch.js';

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
  dependencies: ['commands', 'database', 'views', 'security', 'events', 'github', 'auth'],
  register(server, given) {
    const options: Options = Joi.attempt(given, schema);
    const { auth, commands, database, events, views } = server.plugins;
    const { tenancy, needs, of, holds, checkKey } = parts(server, options);
    server.expose(tenancy);
    auth.waitsForSetup(async () => !(await tenancy.initialized()));
    auth.knowsHolders(holds);
    auth.onCredentials(credentialsOf(database, tenancy, of));
    commands.add(rotateKeys(tenancy, events));
    views.addBanner(tokenBanner(options.now));
    views.addBanner(roleBanner({ events, database, now: options.now }));
    views.addPanel(profilePanel(tenancy));
    views.addSwitcher(tenantSwitch(tenancy, database));
    const owns = (request: Request) => tenancy.has(request, 'tenant');
    const administers = (request: Request) => tenancy.has(request, 'administrator');
    views.addLink({ label: 'Settings', href: '/settings', order: 80, place: 'main', visible: owns });
    const administration = { place: 'main', group: 'Administration', visible: administers } as const;
    views.addLink({ ...administration, label: 'Tenants', href: '/admin/tenants', order: 94 });
    views.addLink({ ...administration, label: 'Users', href: '/admin/users', order: 96 });
    server.route(routes(server, needs, options.adminEmail));
    server.ext('onPostAuth', confine(database));
    server.ext('onPostAuth', enforceRoles(tenancy));
    // Not for commands: one of them mends it.
    server.ext('onPostStart', checkKey);
  },
};
