import { expect } from '@hapi/code';
import Hapi, { type Server } from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import { plugin } from '../../../plugins/database/index.js';
import { after, type Flags } from '../../support/app.js';
import { emptyDatabase, type Fresh } from '../../support/database.js';

export const lab = Lab.script();
const { describe, it } = lab;

async function open(flags: Flags, there?: Fresh): Promise<{ server: Server; fresh: Fresh }> {
  const fresh = there ?? (await emptyDatabase());
  const server = Hapi.server();
  await server.register({ plugin, options: fresh.options });
  if (!there) after(flags, () => fresh.drop());
  after(flags, () => server.stop());
  return { server, fresh };
}

describe('migrations', () => {
  it('make the tables on an empty folder, once, and can be taken back one by one', async (flags: Flags) => {
    const { server } = await open(flags);
    const { database } = server.plugins;
    await expect(database.check()).to.reject(
      /^migrations are pending: the database holds nothing of this app/,
    );
    const first = await database.migrate();
    expect(first.length).to.be.above(5);
    expect(await database.migrate()).to.equal([]);
    await database.check();
    const back = await database.rollback(first.length);
    expect(back).to.equal([...first].reverse());
    expect(await database.sequelize.getQueryInterface().showAllTables()).to.equal(['schema_migrations']);
    expect(await database.migrate()).to.equal(first);
  });

  it('say in the database’s own words what was in their way', async (flags: Flags) => {
    const { server } = await open(flags);
    const { database } = server.plugins;
    await database.migrate();
    await database.sequelize.query('DELETE FROM "schema_migrations"');
    const inTheWay = /^the migration 0010-[a-z-]+ failed and changed nothing: .*(UNIQUE|unique|exist)/;
    await expect(database.migrate()).to.reject(inTheWay);
  });

  it('run once when several processes start together', async (flags: Flags) => {
    const { server, fresh } = await open(flags);
    const others = await Promise.all([open(flags, fresh), open(flags, fresh)]);
    const ran = await Promise.all(
      [server, ...others.map((other) => other.server)].map((one) => one.plugins.database.migrate()),
    );
    const all = ran.flat();
    expect(new Set(all).size).to.equal(all.length);
    await server.plugins.database.check();
  });

  it('refuse a database that a newer version of the app has changed', async (flags: Flags) => {
    const { server } = await open(flags);
    const { database } = server.plugins;
    await database.migrate();
    await database.sequelize.query(
      `INSERT INTO "schema_migrations" ("name", "applied_at") VALUES ('9999-future', '2030-01-01')`,
    );
    await expect(database.check()).to.reject(/newer schema/);
    await expect(database.migrate()).to.reject(/newer schema/);
  });
});

describe('the connection', () => {
  it('is one for all who use it, and ends with the server', async (flags: Flags) => {
    const { server } = await open(flags);
    const { sequelize, migrate, write } = server.plugins.database;
    await migrate();
    await write(async (transaction) => {
      expect((transaction as unknown as { sequelize: object }).sequelize).to.shallow.equal(sequelize);
    });
    await server.stop();
    await expect(sequelize.query('SELECT "name" FROM "schema_migrations"')).to.reject(/closed/i);
  });
});
