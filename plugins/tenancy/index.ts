import type { NamedPlugin } from '@hapi/hapi';
import Joi from 'joi';
import type { Grant, Tenancy } from './api.js';
import { credentials } from './credentials.js';
import { grants } from './grants.js';
import { members } from './members.js';
import { models } from './models.js';
import { enforceRoles } from './policy.js';
import { scopes } from './scope.js';
import { tenants } from './tenants.js';

declare module '@hapi/hapi' {
  interface PluginProperties {
    tenancy: Tenancy;
  }
  interface AuthCredentials {
    /** The person's roles, by tenant. */
    grants?: Grant[];
  }
}

export interface Options {
  now: () => Date;
}

export const plugin: NamedPlugin<Options> = {
  name: 'tenancy',
  dependencies: ['database', 'views', 'security', 'events', 'github', 'auth'],
  register(server, given) {
    const { now } = Joi.attempt(given, Joi.object({ now: Joi.func().required() }).unknown());
    const { auth, database, security } = server.plugins;
    const tables = models(database.sequelize);
    const granted = grants(database, tables, now);
    const rows = tenants(database, security, tables, now);
    server.expose({
      ...scopes(rows),
      ...rows,
      ...credentials(database, security, tables, now),
      ...members(tables),
      grant: granted.grant,
    });
    auth.onCredentials(async (user, credentials) => {
      credentials['grants'] = await granted.of(user.id);
    });
    server.ext('onPostAuth', enforceRoles);
  },
};
