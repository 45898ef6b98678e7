import { writeFileSync } from 'node:fs';
import { expect } from '@hapi/code';
import Hapi from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import type { DatabaseOptions } from '../../plugins/database/api.js';
import { plugin } from '../../plugins/database/index.js';
import { migrated } from '../../process/migrated.js';
import { after, type Flags } from '../support/app.js';
import { administer, emptyDatabase, freshSqlite, optionsOf, postgresUrl } from '../support/database.js';

export const lab = Lab.script();
const { describe, it } = lab;

async function open(flags: Flags, options: DatabaseOptions) {
  const server = Hapi.server();
  await server.register({ plugin, options });
  after(flags, () => server.stop());
  return server;
}

const NOBODY = { host: '127.0.0.1', port: 1, database: 'traffic', user: 'me', password: 'hunter2hunter2' };

describe('a database that cannot be used', () => {
  it('is told in a sentence where nobody answers', async (flags: Flags) => {
    const server = await open(flags, { dialect: 'postgres', tls: 'off', ...NOBODY });
    const error = await expect(migrated(server, 1)).to.reject();
    expect(error).to.include({ name: 'Unavailable' });
    expect((error as Error).message).to.match(
      /^The database \(postgres\) cannot be used: .*ECONNREFUSED[^\n]*$/,
    );
    expect((error as Error).message).to.not.contain('hunter2');
  });

  it('is told in a sentence where the file is something else', async (flags: Flags) => {
    const { file } = await freshSqlite();
    writeFileSync(file, 'a letter to my grandmother, who keeps all of my letters in a box'.repeat(99));
    const server = await open(flags, { dialect: 'sqlite', file });
    await expect(migrated(server, 1)).to.reject(/^The database \(sqlite\) cannot be used: .*SQLITE_NOTADB/);
  });

  it('is told in a sentence where a newer version of the app has changed it', async (flags: Flags) => {
    const { file } = await freshSqlite();
    const server = await open(flags, { dialect: 'sqlite', file });
    await server.plugins.database.sequelize.query(
      `INSERT INTO "schema_migrations" ("name", "applied_at") VALUES ('9999-future', '2030-01-01')`,
    );
    await expect(migrated(server, 1)).to.reject(/newer schema .*update the app/);
  });

  it('is waited for where it only does not answer yet', async (flags: Flags) => {
    const { file } = await freshSqlite();
    const server = await open(flags, { dialect: 'sqlite', file });
    const { database } = server.plugins;
    const { migrate } = database;
    let tries = 0;
    Object.assign(database, {
      async migrate() {
        tries += 1;
        if (tries < 3) throw Object.assign(new Error('SQLITE_BUSY: database is locked'), { name: 'Error' });
        return migrate();
      },
    });
    expect(await migrated(server)).to.equal([]);
    expect(tries).to.equal(3);
  });

  it('is told in a sentence that names the migration where one cannot be done', async (flags: Flags) => {
    const { file } = await freshSqlite();
    const server = await open(flags, { dialect: 'sqlite', file });
    const { sequelize } = server.plugins.database;
    await sequelize.query(`DELETE FROM "schema_migrations" WHERE "name" = '0020-events-create-events'`);
    await expect(migrated(server)).to.reject(
      /cannot be used: the migration 0020-events-create-events failed and changed nothing: .*already exists/,
    );
  });

  it('is left alone by whoever may only read it, in a sentence', {
    skip: !postgresUrl,
  }, async (flags: Flags) => {
    const { url, drop } = await emptyDatabase();
    after(flags, drop);
    const name = new URL(url).pathname.slice(1);
    for (const [change, sentence] of [
      ['SET default_transaction_read_only = on', /in a read-only transaction; give the address/],
      ['RESET default_transaction_read_only', null],
    ] as const) {
      await administer(postgresUrl ?? '', `ALTER DATABASE "${name}" ${change}`);
      const server = await open(flags, optionsOf(url));
      if (sentence) await expect(migrated(server)).to.reject(sentence);
      else expect(await migrated(server)).to.not.be.empty();
    }
  });

  it('is told of while a migration takes long', async (flags: Flags) => {
    const { file } = await freshSqlite();
    const server = await open(flags, { dialect: 'sqlite', file });
    const said: string[] = [];
    server.events.on('log', ({ data }) => void said.push(String(data)));
    Object.assign(server.plugins.database, {
      async migrate(begins: (name: string) => void) {
        begins('0001-quick');
        begins('0002-long');
        await new Promise((resolve) => setTimeout(resolve, 60));
        return [];
      },
    });
    await migrated(server, 1, 25);
    expect(said.slice(0, 2)).to.equal(
      Array(2).fill('the migration 0002-long is running; the app waits for it'),
    );
  });

  it('is told in a sentence where the driver for Db2 is not installed', async () => {
    const server = Hapi.server();
    const options = { dialect: 'db2', ssl: true, ...NOBODY } as const;
    await expect(server.register({ plugin, options })).to.reject(/driver is not installed: npm install/);
  });
});
