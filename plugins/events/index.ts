import type { NamedPlugin } from '@hapi/hapi';
import Joi from 'joi';
import type { Events } from './api.js';
import { ledger } from './log.js';
import { eventModel } from './model.js';

declare module '@hapi/hapi' {
  interface PluginProperties {
    events: Events;
  }
}

export interface Options {
  now: () => Date;
}

export const plugin: NamedPlugin<Options> = {
  name: 'events',
  dependencies: ['database'],
  register(server, given) {
    const { now } = Joi.attempt(given, Joi.object({ now: Joi.func().required() }));
    const { database } = server.plugins;
    const model = eventModel(database.sequelize);
    server.expose(
      ledger(database, model, now, (fact) => {
        const { level, kind, message, tenantId, repositoryId, target, details } = fact;
        server.log([kind.split('.')[0] ?? kind, level, kind], {
          kind,
          message,
          tenantId,
          repositoryId,
          target,
          ...details,
        });
      }),
    );
  },
};
