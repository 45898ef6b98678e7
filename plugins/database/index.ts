import type { NamedPlugin } from '@hapi/hapi';
import Joi from 'joi';
import type { Database, DatabaseOptions } from './api.js';
import { batcher } from './batch.js';
import { connect } from './connection.js';
import { migrator } from './migrations.js';
import { revisions } from './revisions.js';
import { writer } from './writer.js';

declare module '@hapi/hapi' {
  interface PluginProperties {
    database: Database;
  }
}

const schema = Joi.object({
  dialect: Joi.valid('sqlite', 'postgres', 'db2').required(),
  file: Joi.string().when('dialect', { is: 'sqlite', then: Joi.required(), otherwise: Joi.forbidden() }),
  url: Joi.string().when('dialect', { is: 'sqlite', then: Joi.forbidden(), otherwise: Joi.required() }),
});

export const plugin: NamedPlugin<DatabaseOptions> = {
  name: 'database',
  async register(server, given) {
    const options: DatabaseOptions = Joi.attempt(given, schema);
    const { sequelize, close } = connect(options);
    const { write, afterCommit } = writer(sequelize, options.dialect);
    server.expose({
      dialect: options.dialect,
      sequelize,
      write,
      afterCommit,
      ...migrator(sequelize, options.dialect, write),
      ...revisions(sequelize),
      ...batcher(sequelize, options.dialect),
    });
    server.ext('onPostStop', close);
  },
};
