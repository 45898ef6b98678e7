import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { NamedPlugin } from '@hapi/hapi';
import { readConfig } from '../../config.js';
import { endWell } from '../../process/ending.js';
import { migrated } from '../../process/migrated.js';
import { compose } from '../../server.js';
import { loose, takesQuery } from './loose.js';

// The app with routes that take long, fail and crash, as a process of its own; writes "port N" once it listens.
const unruly: NamedPlugin<object> = {
  name: 'unruly',
  register(server) {
    const options = {
      auth: false as const,
      plugins: { policy: 'anyone' as const, crumb: false, json: true, loose },
      validate: takesQuery,
    };
    const routes: Record<string, (query: Record<string, string>) => object | string> = {
      '/slow': ({ ms }) => pause(Number(ms)).then(() => 'slept'),
      '/stopping': () => ({ stopping: server.app.stopping }),
      '/fail': ({ secret }) => {
        throw Object.assign(new Error(`no luck with ${secret}`), { sql: secret, config: { token: secret } });
      },
      '/crash': ({ secret }) => {
        setTimeout(() => {
          throw Object.assign(new Error(`crashed with ${secret}`), { parameters: [secret] });
        });
        return 'soon';
      },
      '/reject': ({ secret }) => {
        setTimeout(() => void Promise.reject(new Error(`rejected with ${secret}`)));
        return 'soon';
      },
      '/note': ({ secret }) =>
        server.plugins.events
          .note({ level: 'warning', kind: 'unruly.noted', message: `noted ${secret}`, details: { count: 3 } })
          .then(() => 'noted'),
    };
    for (const [path, answer] of Object.entries(routes))
      server.route({
        method: 'GET',
        path,
        handler: ({ query }) => answer(query as Record<string, string>),
        options,
      });
  },
};

// lab loads every file under test/; this is a program only where it was started as one.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const config = readConfig();
  const surroundings = { now: () => new Date(), random: Math.random, print: () => undefined };
  const server = await compose(config, surroundings, [{ plugin: unruly, options: {} }]);
  endWell(server);
  await migrated(server);
  await server.start();
  process.stdout.write(`port ${server.info.port}\n`);
}
