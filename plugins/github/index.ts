import type { NamedPlugin } from '@hapi/hapi';
import Joi from 'joi';
import type { GitHub, Patience } from './api.js';
import { createClient } from './client.js';
import { Clock } from './clock.js';
import { failureLog } from './failure-log.js';
import { githubFigures } from './figures.js';
import { type Options, schema } from './options.js';
import { Paces } from './paces.js';

declare module '@hapi/hapi' {
  interface PluginProperties {
    github: GitHub;
  }
}

export type { Options };

/** A request that got no answer is made once more; a second silence in a row is one. */
const SILENCES = 2;

const shorter = (usual: Patience, wanted: () => Patience) => (): Patience => {
  const { seconds, silences } = wanted();
  return { seconds: Math.min(usual.seconds, seconds), silences: Math.min(usual.silences, silences) };
};

export const plugin: NamedPlugin<Options> = {
  name: 'github',
  dependencies: ['telemetry', 'database'],
  register(server, given) {
    const { pacing, timeoutSeconds, ...options } = Joi.attempt({ pacing: {}, fetch, ...given }, schema);
    const usual = () => ({ seconds: timeoutSeconds, silences: SILENCES });
    const failed = failureLog((message) => server.log(['github', 'warning'], { message }));
    const paces = new Paces({ ...pacing, now: options.now });
    const clock = new Clock(server.plugins.database, options.now, (error) => {
      server.log(['github', 'warning', 'github.clock'], error as Error);
    });
    const figures = githubFigures(server.plugins.telemetry, paces, options.now);
    server.expose({
      client(credential, patience = usual) {
        const { account } = credential;
        figures.number(credential);
        const counted = (status: number | 'none') => figures.count(account, status);
        const own = { ...options, failed, counted, patience: shorter(usual(), patience) };
        return createClient(credential, () => paces.of(account), clock, own);
      },
      forget: (account) => paces.forget(account),
      now: () => clock.now(),
      clocks: () => clock.both(),
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
