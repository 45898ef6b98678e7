import { writeFileSync } from 'node:fs';
import { expect } from '@hapi/code';
import Hapi from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import type { DatabaseOptions } from '../../plugins/database/api.js';
import { plugin } from '../../plugins/database/index.js';
import { migrated } from '../../process/migrated.js';
import { after, type Flags } from '../support/app.js';
import { freshSqlite } from '../support/database.js';

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

  it('is told in a sentence where the driver for Db2 is not installed', async () => {
    const server = Hapi.server();
    const options = { dialect: 'db2', ssl: true, ...NOBODY } as const;
    await expect(server.register({ plugin, options })).to.reject(/driver is not installed: npm install/);
  });
});
