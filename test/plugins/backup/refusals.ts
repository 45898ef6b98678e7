import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect } from '@hapi/code';
import Hapi, { type Server } from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import { engineOf } from '../../../plugins/backup/engines.js';
import { TABLES } from '../../../plugins/backup/tables.js';
import { plugin as database } from '../../../plugins/database/index.js';
import { after, app, type Flags, SECRET } from '../../support/app.js';
import { child } from '../../support/child.js';
import { call } from '../../support/command.js';
import { emptyDatabase } from '../../support/database.js';
import { tenant } from '../../support/people.js';
import { TOKEN } from '../collection/house.js';

export const lab = Lab.script();
const { describe, it } = lab;

async function filled(flags: Flags): Promise<{ server: Server; folder: string; file: string }> {
  const { server, folder } = await app(flags);
  await tenant(server, 'acme', TOKEN);
  const file = join(folder, 'backup');
  expect((await call(server, 'backup', [file])).code).to.equal(0);
  return { server, folder, file };
}

/** An app on a new database; with another key where one is given. */
async function target(flags: Flags, env: Record<string, string> = {}): Promise<Server> {
  const { server } = await app(flags, { env });
  return server;
}

const tenants = async (server: Server) => (await server.plugins.tenancy.tenants()).length;

describe('a restore', () => {
  it('refuses a damaged file, wherever the damage is, and touches nothing', async (flags: Flags) => {
    const { file, folder } = await filled(flags);
    const server = await target(flags);
    const whole = readFileSync(file);
    const text = gunzipSync(whole).toString();
    const broken = join(folder, 'broken');
    const refused = async (bytes: Buffer, reason: RegExp) => {
      writeFileSync(broken, bytes);
      const { code, said } = await call(server, 'restore', [broken]);
      expect(said.join()).to.match(reason);
      expect(code).to.equal(1);
      expect(await tenants(server)).to.equal(0);
    };
    for (const part of [0.1, 0.5, 0.99]) await refused(whole.subarray(0, whole.length * part), /is damaged/);
    const changed = Buffer.from(whole);
    changed[Math.floor(whole.length / 2)]! ^= 1;
    await refused(changed, /is damaged/);
    await refused(gzipSync(text.replace('"acme"', '"acne"')), /checksum of the table tenants is wrong/);
    const lines = text.trimEnd().split('\n');
    await refused(gzipSync(`${lines.slice(0, -1).join('\n')}\n`), /it has no end/);
    await refused(gzipSync(`${lines.slice(0, -9).join('\n')}\n${lines.at(-1)}\n`), /checksum is wrong/);
    await refused(gzipSync(`${text}[1]\n`), /something follows its end/);
    await refused(gzipSync(Buffer.alloc(2 ** 25, '1')), /a line of it has no end/);
    await refused(gzipSync('{"hello":1}\n'), /is no backup of this app/);
    await refused(Buffer.from('hello'), /is damaged/);
    const newer = text.replace('"schema":[', '"schema":["9999-future",');
    await refused(gzipSync(newer), /is damaged|newer schema/);
  });

  it('leaves a new database as it is where the file is damaged', async (flags: Flags) => {
    const { folder } = await filled(flags);
    const fresh = await emptyDatabase();
    after(flags, () => fresh.drop());
    writeFileSync(join(folder, 'broken'), 'hello');
    const env = { DATABASE_URL: fresh.url, SECRET_KEY: SECRET };
    const restoring = child(flags, 'cli.js', env, folder, ['restore', 'broken']);
    expect((await restoring.ended()).code).to.equal(1);
    expect(restoring.text().out).to.match(/nothing was changed/);
    const server = Hapi.server();
    await server.register({ plugin: database, options: fresh.options });
    after(flags, () => server.stop());
    const { sequelize } = server.plugins.database;
    expect(await sequelize.getQueryInterface().showAllTables()).to.equal([]);
  });

  it('refuses a database that holds anything, and one file for another', async (flags: Flags) => {
    const { server, file } = await filled(flags);
    const { code, said } = await call(server, 'restore', [file]);
    expect(code).to.equal(1);
    expect(said.join()).to.match(/^the database is not empty \(1 rows in .*nothing was changed$/);
    expect(await tenants(server)).to.equal(1);
    const none = await call(await target(flags), 'restore', [`${file}-none`]);
    expect(none.code).to.equal(1);
    expect(none.said.join()).to.match(/-none cannot be used: it is not there; give/);
    expect((await call(server, 'restore', [])).code).to.equal(2);
  });

  it('keeps the tokens sealed, and says where the key is another', async (flags: Flags) => {
    const { file } = await filled(flags);
    expect(gunzipSync(readFileSync(file)).toString()).to.not.contain(TOKEN);
    const same = await target(flags);
    expect((await call(same, 'restore', [file])).results[0]).to.include({ tokensReadable: true });
    const [{ id } = { id: 0 }] = await same.plugins.tenancy.tenants();
    expect((await same.plugins.tenancy.credential(id))?.token).to.equal(TOKEN);
    const other = await target(flags, { SECRET_KEY: 'another key, of more than thirty-two bytes' });
    const { code, said } = await call(other, 'restore', [file]);
    expect(code).to.equal(0);
    expect(said[1]).to.match(/sealed with another SECRET_KEY/);
  });
});

describe('a backup', () => {
  it('holds every table of the app', async (flags: Flags) => {
    const { server } = await app(flags);
    const found = await engineOf(server.plugins.database).columns();
    const tables = new Set(found.map(({ table }) => table).filter((name) => name !== 'schema_migrations'));
    expect([...TABLES].sort()).to.equal([...tables].sort());
  });

  it('leaves other tables beside the app’s alone, which no new database would have', async (flags: Flags) => {
    const { server, folder } = await filled(flags);
    const { sequelize } = server.plugins.database;
    await sequelize.query('CREATE TABLE "repos" ("rid" INTEGER PRIMARY KEY, "rname" VARCHAR(50))');
    await sequelize.query('CREATE TABLE "keyless" ("tid" INTEGER REFERENCES "repos")');
    await sequelize.query(`INSERT INTO "repos" VALUES (1, 'rocket')`);
    const file = join(folder, 'beside');
    expect((await call(server, 'backup', [file])).code).to.equal(0);
    const other = await target(flags);
    await other.plugins.database.sequelize.query('CREATE TABLE "keyless" ("a" INTEGER)');
    await other.plugins.database.sequelize.query('INSERT INTO "keyless" VALUES (1)');
    expect((await call(other, 'restore', [file])).code).to.equal(0);
    expect(await tenants(other)).to.equal(1);
  });

  it('overwrites nothing, is readable by its owner only, and leaves nothing half made', async (flags: Flags) => {
    const { server, file, folder } = await filled(flags);
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    const before = readFileSync(file);
    const again = await call(server, 'backup', [file]);
    expect(again.code).to.equal(1);
    expect(again.said.join()).to.match(/exists already/);
    expect(readFileSync(file)).to.equal(before);
    const nowhere = await call(server, 'backup', [join(folder, 'none', 'backup')]);
    expect(nowhere.code).to.equal(1);
    expect(readdirSync(folder).filter((name) => name.startsWith('backup'))).to.equal(['backup']);
  });
});
