import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@hapi/code';
import Hapi from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import type { Transaction } from 'sequelize';
import type { Database } from '../../../plugins/database/api.js';
import { plugin } from '../../../plugins/database/index.js';
import { writer } from '../../../plugins/database/writer.js';
import { after, type Flags } from '../../support/app.js';
import { child } from '../../support/child.js';
import { freshSqlite } from '../../support/database.js';

export const lab = Lab.script();
const { describe, it } = lab;

async function open(flags: Flags): Promise<{ database: Database; file: string; folder: string }> {
  const fresh = await freshSqlite();
  const server = Hapi.server();
  await server.register({ plugin, options: { dialect: 'sqlite', file: fresh.file } });
  after(flags, () => server.stop());
  return { database: server.plugins.database, ...fresh };
}

const traffic = async (database: Database) => (await database.revisions()).traffic;

describe('writing', () => {
  it('lets writers take turns: none is lost, none sees another half done', async (flags: Flags) => {
    const { database } = await open(flags);
    const before = await traffic(database);
    let inside = 0;
    await Promise.all(
      Array.from({ length: 50 }, () =>
        database.write(async (transaction) => {
          inside += 1;
          expect(inside).to.equal(1);
          await database.touch(transaction, 'traffic');
          await pause(1);
          inside -= 1;
        }),
      ),
    );
    expect(await traffic(database)).to.equal(before + 50);
  });

  it('goes on after a writer that failed, whose work is gone', async (flags: Flags) => {
    const { database } = await open(flags);
    const before = await traffic(database);
    const failing = database.write(async (transaction) => {
      await database.touch(transaction, 'traffic');
      throw new Error('no');
    });
    const next = database.write((transaction) => database.touch(transaction, 'traffic'));
    await expect(failing).to.reject('no');
    await next;
    expect(await traffic(database)).to.equal(before + 1);
  });

  it('waits for another program that holds the file', async (flags: Flags) => {
    const { database, file, folder } = await open(flags);
    const before = await traffic(database);
    const holder = child(flags, 'test/support/lock-holder.js', {}, folder, [file, '700']);
    await holder.until(/locked/);
    await database.write((transaction) => database.touch(transaction, 'traffic'));
    expect(holder.text().out).to.contain('free');
    expect(await traffic(database)).to.equal(before + 1);
  });

  it('still reads while another program writes', async (flags: Flags) => {
    const { database, file, folder } = await open(flags);
    const holder = child(flags, 'test/support/lock-holder.js', {}, folder, [file, '60000']);
    await holder.until(/locked/);
    await database.check();
    expect(await traffic(database)).to.be.a.number();
  });

  it('runs again after a fault that passes, and only after such', async () => {
    const commits: string[] = [];
    const attempts = async (message: string, failures: number, name = 'Error') => {
      let runs = 0;
      const transaction = { commit: async () => void commits.push(message), rollback: async () => undefined };
      const fake = { transaction: async () => transaction };
      const { write } = writer(fake as never, 'postgres');
      const work = async () => {
        runs += 1;
        if (runs <= failures) throw Object.assign(new Error(message), { name });
        return runs;
      };
      return write(work).catch((error: Error) => `${error.message} after ${runs}`);
    };
    expect(await attempts('deadlock detected', 2)).to.equal(3);
    expect(await attempts('SQLITE_BUSY: database is locked', 1)).to.equal(2);
    expect(await attempts('SQLCODE -911: 2', 5)).to.equal('SQLCODE -911: 2 after 3');
    expect(await attempts('duplicate key', 1)).to.equal('duplicate key after 1');
    // Somebody else has made the same row: the work finds it there.
    expect(await attempts('Validation error', 1, 'SequelizeUniqueConstraintError')).to.equal(2);
    expect(commits).to.have.length(3);
  });

  it('tells after the commit, and never of what was not committed', async (flags: Flags) => {
    const { database } = await open(flags);
    const told: string[] = [];
    await database.write(async (transaction) => {
      database.afterCommit(transaction, () => told.push('first'));
      database.afterCommit(transaction, () => told.push('second'));
      await database.touch(transaction, 'traffic');
      expect(told).to.equal([]);
    });
    expect(told).to.equal(['first', 'second']);
    const failing = database.write(async (transaction) => {
      database.afterCommit(transaction, () => told.push('never'));
      throw new Error('no');
    });
    await expect(failing).to.reject('no');
    const deferred = database.write((transaction) => withoutParent(database, transaction, told));
    await expect(deferred).to.reject(/FOREIGN KEY/);
    expect(told).to.equal(['first', 'second']);
  });

  it('has no open transaction left on a connection whose commit failed', async (flags: Flags) => {
    const { database } = await open(flags);
    const before = await traffic(database);
    for (let round = 0; round < 5; round += 1) {
      const failing = database.write((transaction) => withoutParent(database, transaction, []));
      await expect(failing).to.reject(/FOREIGN KEY/);
      await database.write((transaction) => database.touch(transaction, 'traffic'));
    }
    expect(await traffic(database)).to.equal(before + 5);
  });
});

/** A transaction that fails only at its commit, since the reference is checked then. */
async function withoutParent(database: Database, transaction: Transaction, told: string[]): Promise<void> {
  const { sequelize } = database;
  await sequelize.query('PRAGMA defer_foreign_keys=ON', { transaction });
  await sequelize.query(`UPDATE "revisions" SET "value" = "value" + 100 WHERE "name" = 'traffic'`, {
    transaction,
  });
  await sequelize.query(
    `INSERT INTO "identities" ("user_id", "issuer", "subject", "created_at") VALUES (4711, 'i', 's', '2026-11-21')`,
    { transaction },
  );
  database.afterCommit(transaction, () => told.push('never'));
}
