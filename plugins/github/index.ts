import type { NamedPlugin } from '@hapi/hapi';
import Joi from 'joi';
import type { GitHub } from './api.js';
import { createClient } from './client.js';
import { Clock } from './clock.js';
import { failureLog } from './failure-log.js';
import { type Options, schema } from './options.js';
import { Paces } from './paces.js';

declare module '@hapi/hapi' {
  interface PluginProperties {
    github: GitHub;
  }
}

export type { Options };

export const plugin: NamedPlugin<Options> = {
  name: 'github',
  dependencies: ['database'],
  register(server, given) {
    const { pacing, ...options } = Joi.attempt({ pacing: {}, fetch, ...given }, schema);
    const failed = failureLog((message) => server.log(['github', 'warning'], { message }));
    const paces = new Paces({ ...pacing, now: options.now });
    const clock = new Clock(server.plugins.database, options.now, (error) => {
      server.log(['github', 'warning', 'github.clock'], error as Error);
    });
    server.expose({
      client: (credential) =>
        createClient(credential, () => paces.of(credential.account), clock, { ...options, failed }),
      forget: (account) => paces.forget(account),
      now: () => clock.now(),
      today: () => clock.now().toISOString().slice(0, 10),
    } satisfies GitHub);
    server.ext('onPreStart', () => clock.refresh());
    // Before the database closes: a look into it may be under way.
    const end = async () => {
      paces.stop();
      await clock.settle();
    };
    server.ext('onPostStop', end, { before: ['database'] });
  },
};
