import { expect } from '@hapi/code';
import Hapi, { type Server } from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import { plugin } from '../../../plugins/database/index.js';
import { migrated } from '../../../process/migrated.js';
import { after, type Flags } from '../../support/app.js';
import { standinDatabase } from '../../support/db2/database.js';
import { guard } from '../../support/db2/guard.js';
import { back, type Weather } from '../../support/db2/h2-driver.js';
import { standinAbsent } from '../../support/db2/standin.js';

export const lab = Lab.script();
const { describe, it } = lab;

const absent = standinAbsent();
const skip = absent !== null;
const titled = (title: string) => (absent ? `${title}; ${absent}` : title);

async function open(flags: Flags, weather?: Weather, name?: string): Promise<Server> {
  const server = Hapi.server();
  await server.register({ plugin, options: standinDatabase(weather, name) });
  after(flags, () => server.stop());
  return server;
}

describe('Db2 by its stand-in', () => {
  it(titled('is migrated up, once, down and up again'), { skip, timeout: 30_000 }, async (flags: Flags) => {
    const { database } = (await open(flags)).plugins;
    const first = await database.migrate();
    expect(await database.migrate()).to.equal([]);
    await database.check();
    expect(await database.rollback(first.length)).to.equal([...first].reverse());
    expect(await database.migrate()).to.equal(first);
    // To where the tables are still there: Db2 keeps the columns, and takes them up again.
    const late = first.filter((name) => name >= '0130');
    expect(await database.rollback(late.length)).to.equal([...late].reverse());
    expect(await database.migrate()).to.equal(late);
  });

  it(titled('is migrated once by instances that start together'), {
    skip,
    timeout: 30_000,
  }, async (flags: Flags) => {
    const servers = await Promise.all([1, 2, 3].map(() => open(flags, undefined, 'together')));
    const ran = (await Promise.all(servers.map((server) => server.plugins.database.migrate()))).flat();
    expect(new Set(ran).size).to.equal(ran.length);
    await servers[0]!.plugins.database.check();
  });

  it(titled('keeps both of two transactions that cross each other'), {
    skip,
    timeout: 30_000,
  }, async (flags: Flags) => {
    const { database } = (await open(flags)).plugins;
    await database.migrate();
    const before = await database.revisions();
    const cross = (first: 'access' | 'traffic', second: 'access' | 'traffic') =>
      database.write(async (transaction) => {
        await database.touch(transaction, first);
        await new Promise((resolve) => setTimeout(resolve, 50));
        await database.touch(transaction, second);
      });
    await Promise.all([cross('access', 'traffic'), cross('traffic', 'access')]);
    const now = await database.revisions();
    expect([now.access - before.access, now.traffic - before.traffic]).to.equal([2, 2]);
  });

  it(titled('tells its reader when it is away, and answers when it is back'), {
    skip,
  }, async (flags: Flags) => {
    const weather: Weather = { away: false };
    const { database } = (await open(flags, weather)).plugins;
    await database.migrate();
    weather.away = true;
    await expect(database.check()).to.reject(/SQL30081N/);
    await expect(database.write((transaction) => database.touch(transaction, 'access'))).to.reject(
      /SQL30081N/,
    );
    await back(weather);
    await database.check();
    await database.write((transaction) => database.touch(transaction, 'access'));
  });

  it(titled('stands at a whole migration wherever the one before was cut'), {
    skip,
    timeout: 60_000,
  }, async (flags: Flags) => {
    const weather: Weather = { away: false };
    const { database } = (await open(flags, weather)).plugins;
    for (let leaves = 10, whole = false; !whole; leaves += 1) {
      Object.assign(weather, { asked: 0, leaves });
      whole = await database.migrate().then(
        () => true,
        () => false,
      );
      await back(weather);
    }
    weather.leaves = 0;
    await database.migrate();
    await database.check();
  });

  it(titled('is refused in a sentence where it is newer than the app'), { skip }, async (flags: Flags) => {
    const server = await open(flags);
    await server.plugins.database.migrate();
    await server.plugins.database.sequelize.query(
      `INSERT INTO "schema_migrations" ("name", "applied_at") VALUES ('9999-future', '2030-01-01 00:00:00')`,
    );
    await expect(migrated(server, 1)).to.reject(/^The database \(db2\) cannot be used: .*newer schema/);
  });

  it(titled('is refused in a sentence where nobody answers'), { skip }, async (flags: Flags) => {
    const server = await open(flags, { away: true });
    const refused = await expect(migrated(server, 1)).to.reject(
      /^The database \(db2\) cannot be used: .*SQL30081N[^\n]*$/,
    );
    expect(refused).to.include({ name: 'Unavailable' });
  });
});

describe('the guard of the stand-in', () => {
  const REFUSED = [
    'SELECT * FROM "t" WHERE "a" ILIKE \'%x%\'',
    'CREATE TABLE "t" ("a" JSON)',
    'CREATE TABLE "t" ("id" BIGINT NOT NULL UNIQUE, PRIMARY KEY ("id"))',
    'SELECT "a" AS "b", COUNT(*) AS "n" FROM "t" GROUP BY "b"',
    'MERGE INTO "t" AS t USING (VALUES (1, ?)) AS s ("a", "b") ON t."a" = s."a" WHEN NOT MATCHED THEN INSERT ("a") VALUES (s."a")',
    'CREATE INDEX "i" ON "t" ("a") WHERE "a" > 1',
    'ALTER TABLE "t" DROP COLUMN "a"',
    'SELECT * FROM "t" LIMIT 5',
    'INSERT INTO "t" ("a") VALUES (1) ON CONFLICT DO NOTHING',
    'SELECT 1',
    'SELECT "a"\nFROM "t" FROM SYSIBM.SYSDUMMY1;',
    `SELECT "${'n'.repeat(129)}" FROM "t"`,
    'CREATE TABLE "t" ("a" VARCHAR(20000), "b" VARCHAR(20000))',
  ];

  it('refuses what Db2 refuses', () => {
    for (const sql of REFUSED) expect(() => guard()(sql), sql).to.throw(/SQL0104N/);
  });

  it('refuses an index that is too long, and a unique one over what may be null', () => {
    const checked = guard();
    checked('CREATE TABLE "t" ("a" VARCHAR(2000) NOT NULL, "b" BIGINT)');
    expect(() => checked('CREATE INDEX "i" ON "t" ("a")')).to.throw(/SQL0614N/);
    expect(() => checked('CREATE UNIQUE INDEX "i" ON "t" ("b")')).to.throw(/one null/);
  });

  it('lets pass what is in a text', () => {
    const sql = `INSERT INTO "t" ("a") VALUES ('a LIMIT 5 ::x ILIKE')`;
    expect(guard()(sql)).to.equal(sql);
  });
});
