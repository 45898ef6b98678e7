import type { NamedPlugin } from '@hapi/hapi';
import Joi from 'joi';
import type { Database } from './api.js';
import { batcher } from './batch.js';
import { caches } from './cache.js';
import { databaseClock } from './clock.js';
import { connect } from './connection.js';
import { bereft, faultOf, outages } from './faults.js';
import { longReads } from './long-reads.js';
import { migrator } from './migrations.js';
import { type Options, schema } from './options.js';
import { hurry } from './postgres-client.js';
import { reaches } from './reach.js';
import { revisions } from './revisions.js';
import { tellUnbound } from './unbound.js';
import { writer } from './writer.js';

declare module '@hapi/hapi' {
  interface PluginProperties {
    database: Database;
  }
}

export const plugin: NamedPlugin<Options> = {
  name: 'database',
  async register(server, given) {
    const { now = () => new Date(), ...options }: Options = Joi.attempt(given, schema);
    const { sequelize, close } = connect(options);
    const { reading, ...revising } = revisions(sequelize, options.dialect, now);
    const reaching = reaches(server, options.dialect);
    const writing = writer(sequelize, options.dialect);
    const migrating = migrator(sequelize, options.dialect, writing.write);
    // By its name: of objects within an object hapi exposes copies, and a copy would have a pool of its own, never closed.
    server.expose('sequelize', sequelize);
    server.expose({
      dialect: options.dialect,
      ...writing,
      ...databaseClock(sequelize, options.dialect, now),
      fault: faultOf,
      ...migrating,
      check: () => hurry(migrating.check),
      ...longReads(sequelize, options.dialect),
      ...revising,
      ...batcher(sequelize, options.dialect),
      ...reaching,
      ...caches({ reading }, reaching.reached),
    });
    server.ext('onPreResponse', bereft);
    server.ext('onPreResponse', outages(migrating.check));
    if (options.dialect === 'postgres') server.ext('onPostStart', tellUnbound(server, sequelize));
    server.ext('onPostStop', close);
  },
};
