import type { NamedPlugin } from '@hapi/hapi';
import Joi from 'joi';
import type { Database, DatabaseOptions } from './api.js';
import { batcher } from './batch.js';
import { connect } from './connection.js';
import { bereft, faultOf, outages } from './faults.js';
import { migrator } from './migrations.js';
import { schema } from './options.js';
import { reaches } from './reach.js';
import { revisions } from './revisions.js';
import { tellUnbound } from './unbound.js';
import { writer } from './writer.js';

declare module '@hapi/hapi' {
  interface PluginProperties {
    database: Database;
  }
}

export const plugin: NamedPlugin<DatabaseOptions> = {
  name: 'database',
  async register(server, given) {
    const options: DatabaseOptions = Joi.attempt(given, schema);
    const { sequelize, close } = connect(options);
    const writing = writer(sequelize, options.dialect);
    const migrating = migrator(sequelize, options.dialect, writing.write);
    // By its name: of objects within an object hapi exposes copies, and a copy would have a pool of its own, never closed.
    server.expose('sequelize', sequelize);
    server.expose({
      dialect: options.dialect,
      ...writing,
      fault: faultOf,
      ...migrating,
      ...revisions(sequelize, options.dialect),
      ...batcher(sequelize, options.dialect),
      ...reaches(server, options.dialect),
    });
    server.ext('onPreResponse', bereft);
    server.ext('onPreResponse', outages(migrating.check));
    if (options.dialect === 'postgres') server.ext('onPostStart', tellUnbound(server, sequelize));
    server.ext('onPostStop', close);
  },
};
