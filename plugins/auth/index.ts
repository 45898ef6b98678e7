import cookie from '@hapi/cookie';
import type { NamedPlugin } from '@hapi/hapi';
import Joi from 'joi';
import type { Auth, Policy, User } from './api.js';
import { identities } from './identities.js';
import { models } from './models.js';
import { enforce, requirePolicies } from './policy.js';
import { sessions } from './sessions.js';
import { setupCode } from './setup-code.js';

declare module '@hapi/hapi' {
  interface PluginProperties {
    auth: Auth;
  }
  interface PluginSpecificConfiguration {
    /** Who may use the route; the start fails where it is not said. */
    policy?: Policy;
    /** false: the route neither sets nor asks for a form token. */
    crumb?: boolean;
  }
  interface PluginsStates {
    /** Why no session could be read, where that was the database's fault. */
    auth?: { fault: Error };
  }
  /** The signed-in person is `request.auth.credentials.user`. */
  interface UserCredentials extends User {}
}

export interface Options {
  publicUrl: string;
  port: number;
  now: () => Date;
}

export const plugin: NamedPlugin<Options> = {
  name: 'auth',
  dependencies: ['database', 'views', 'security', 'events'],
  async register(server, given) {
    const schema = Joi.object({
      publicUrl: Joi.string().required(),
      port: Joi.number().required(),
      now: Joi.func().required(),
    });
    const options: Options = Joi.attempt(given, schema);
    const { database, security } = server.plugins;
    const tables = models(database.sequelize);
    const session = sessions(server, database, security, tables, options);
    await server.register(cookie);
    server.auth.strategy('session', 'cookie', session.strategy);
    server.auth.default({ strategy: 'session', mode: 'try' });
    server.expose({
      ...session.verbs,
      ...identities(database, security, tables, options.now),
      isSetupCode: setupCode(security).is,
    });
    server.ext('onPreStart', requirePolicies);
    server.ext('onPostAuth', enforce);
  },
};
