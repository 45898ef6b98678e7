import { join } from 'node:path';
import { expect } from '@hapi/code';
import Hapi from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import { QueryTypes, type Transaction } from 'sequelize';
import { plugin } from '../../../plugins/database/index.js';
import { sqliteDriver } from '../../../plugins/database/sqlite.js';
import { after, type Flags, newFolder } from '../../support/app.js';
import { freshSqlite } from '../../support/database.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('the SQLite file', () => {
  it('is opened so that commits last, references hold, and deleted secrets are gone', async (flags: Flags) => {
    const { file } = await freshSqlite();
    const server = Hapi.server();
    await server.register({ plugin, options: { dialect: 'sqlite', file } });
    after(flags, () => server.stop());
    const { sequelize, write } = server.plugins.database;
    const names = ['journal_mode', 'synchronous', 'foreign_keys', 'secure_delete', 'busy_timeout'];
    async function settings(transaction?: Transaction): Promise<object> {
      const all = {};
      for (const name of names) {
        const options = { type: QueryTypes.SELECT as const, ...(transaction && { transaction }) };
        Object.assign(all, ...(await sequelize.query(`PRAGMA ${name}`, options)));
      }
      return all;
    }
    const expected = {
      journal_mode: 'wal',
      synchronous: 2,
      foreign_keys: 1,
      secure_delete: 1,
      timeout: 5000,
    };
    expect(await settings()).to.equal(expected);
    for (let round = 0; round < 3; round += 1)
      expect(await write((transaction) => settings(transaction))).to.equal(expected);
  });

  it('is opened by many at the moment at which it comes into being', async (flags: Flags) => {
    const folder = newFolder(flags);
    for (let file = 0; file < 60; file += 1) {
      const opened = Array.from({ length: 6 }, () => {
        const { module } = sqliteDriver();
        const { Database } = module as {
          Database: (...args: unknown[]) => { close(done: () => void): void };
        };
        return new Promise<void>((resolve, reject) => {
          const connection = Database(join(folder, `${file}.sqlite`), 6, (error: Error | null) =>
            error ? reject(error) : connection.close(resolve),
          );
        });
      });
      await Promise.all(opened);
    }
  });
});
