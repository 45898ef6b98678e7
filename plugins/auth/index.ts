import cookie from '@hapi/cookie';
import type { NamedPlugin } from '@hapi/hapi';
import Joi from 'joi';
import type { Auth, Policy, User } from './api.js';
import { ownCookiesOnly } from './cookies.js';
import { lostToken } from './lost-token.js';
import { type Options, optionsSchema } from './options.js';
import { parts } from './parts.js';
import { enforce, requirePolicies } from './policy.js';
import type { PendingSignIn } from './provider/pending.js';

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
    auth?: {
      /** Why no session could be read, where that was the database's fault. */
      fault?: Error;
      /** The sign-in at a provider that the request begins, or brings the answer of. */
      pending?: PendingSignIn;
      answered?: true;
    };
  }
  /** The signed-in person is `request.auth.credentials.user`. */
  interface UserCredentials extends User {}
}

export const plugin: NamedPlugin<Options> = {
  name: 'auth',
  dependencies: ['commands', 'database', 'views', 'security', 'events'],
  async register(server, given) {
    const options: Options = Joi.attempt(given, optionsSchema);
    const made = parts(server, options);
    await server.register(cookie);
    server.auth.strategy('session', 'cookie', made.strategy);
    server.auth.default({ strategy: 'session', mode: 'try' });
    server.expose(made.offered);
    server.plugins.views.addLink({
      label: 'Profile',
      href: '/user/profile',
      order: 10,
      place: 'person',
      visible: (request) => made.offered.user(request) !== undefined,
    });
    server.plugins.commands.add(made.command);
    server.route(await made.routes());
    server.ext('onRequest', ownCookiesOnly(server));
    server.ext('onPreStart', requirePolicies);
    server.ext('onPostAuth', enforce);
    server.ext({ type: 'onPreResponse', method: lostToken, options: { before: 'views' } });
    server.ext('onPostStart', () => made.setup.announce(options.print));
  },
};
