import type { NamedPlugin } from '@hapi/hapi';
import Joi from 'joi';
import type { Database, DatabaseOptions } from './api.js';
import { batcher } from './batch.js';
import { connect } from './connection.js';
import { faultOf, outages } from './faults.js';
import { migrator } from './migrations.js';
import { revisions } from './revisions.js';
import { writer } from './writer.js';

declare module '@hapi/hapi' {
  interface PluginProperties {
    database: Database;
  }
}

const text = Joi.string().allow('');
const server = { host: Joi.string().required(), port: Joi.number().port().required(), certificate: text };
const login = { database: Joi.string().required(), user: text.required(), password: text.required() };
const schema = Joi.alternatives(
  Joi.object({ dialect: Joi.valid('sqlite').required(), file: Joi.string().required() }),
  Joi.object({
    dialect: Joi.valid('postgres').required(),
    tls: Joi.valid('off', 'unverified', 'verified').required(),
    ...server,
    ...login,
  }),
  Joi.object({
    dialect: Joi.valid('db2').required(),
    ssl: Joi.boolean().required(),
    schema: Joi.string().pattern(/^[A-Z][A-Z0-9_]{0,127}$/),
    driver: Joi.any(),
    ...server,
    ...login,
  }),
);

export const plugin: NamedPlugin<DatabaseOptions> = {
  name: 'database',
  async register(server, given) {
    const options: DatabaseOptions = Joi.attempt(given, schema);
    const { sequelize, close } = connect(options);
    const { write, afterCommit } = writer(sequelize, options.dialect);
    // By its name: of objects within an object hapi exposes copies, and a copy would have a pool of its own, never closed.
    server.expose('sequelize', sequelize);
    server.expose({
      dialect: options.dialect,
      write,
      afterCommit,
      fault: faultOf,
      ...migrator(sequelize, options.dialect, write),
      ...revisions(sequelize),
      ...batcher(sequelize, options.dialect),
    });
    server.ext('onPreResponse', outages);
    server.ext('onPostStop', close);
  },
};
