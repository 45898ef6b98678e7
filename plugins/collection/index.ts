import type { NamedPlugin } from '@hapi/hapi';
import Joi from 'joi';
import { alarmNotice } from './alarm-notice.js';
import type { Collection } from './api.js';
import { collectCommand } from './command.js';
import { links } from './links.js';
import { collectingNotice } from './notice.js';
import { type Options, schema } from './options.js';
import { firstPanel } from './panel.js';
import { room } from './room.js';
import { collectEvent } from './routes/collect-event.js';
import { pages } from './routes/pages.js';
import { reportOf, statusOf } from './status.js';

declare module '@hapi/hapi' {
  interface PluginProperties {
    collection: Collection;
  }
}

export const plugin: NamedPlugin<Options> = {
  name: 'collection',
  dependencies: [
    'commands',
    'telemetry',
    'database',
    'views',
    'security',
    'events',
    'github',
    'auth',
    'tenancy',
    'repositories',
    'traffic',
  ],
  register(server, given) {
    const options: Options = Joi.attempt(given, schema);
    const { commands, telemetry, database, views, auth, tenancy, repositories, security } = server.plugins;
    const parts = room(server, options);
    const { refused, runner, schedule, watch } = parts;
    server.expose({
      run: async (request) => (await runner.start(request)).result,
      status: () => database.within('everything', () => statusOf(parts)),
      watch: () => watch.look(),
    } satisfies Collection);
    telemetry.addReport('collection', () => reportOf(parts));
    for (const link of links(tenancy)) views.addLink(link);
    for (const banner of [collectingNotice(parts), alarmNotice(parts)]) views.addBanner(banner);
    views.addPanel(firstPanel(repositories, tenancy));
    commands.add(collectCommand(runner, tenancy, options.now));
    server.route([collectEvent(security, options.eventTokens, parts), ...pages(parts, auth)]);
    server.ext('onPostStart', () => schedule.begin().then(() => void watch.begin()));
    server.ext('onPreStop', async () => {
      schedule.end();
      await Promise.all([runner.stop(), watch.end(), refused.end()]);
    });
  },
};
