import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { QueryTypes, Sequelize, UniqueConstraintError } from 'sequelize';
import type { Db2Driver } from '../../../plugins/database/db2-calls.js';
import { careful } from '../../../plugins/database/db2-driver.js';
import { writer } from '../../../plugins/database/writer.js';
import { fakeIbmDb, type Reply } from '../../support/db2/fake-ibm-db.js';

export const lab = Lab.script();
const { describe, it } = lab;

const GONE = 'SQL30081N  A communication error has been detected.  SQLSTATE=08001';
const DEADLOCK =
  'SQL0911N  The current transaction has been rolled back because of a deadlock or timeout.  Reason code "2".  SQLSTATE=40001';
const TWICE =
  'SQL0803N  One or more values in the INSERT statement, UPDATE statement, or foreign key update caused by a DELETE statement are not valid because the primary key, unique constraint or unique index identified by "12" constrains table "APP.users" from having duplicate values for the index key.  SQLSTATE=23505';

function db2(script: [RegExp, Reply][] = []) {
  const fake = fakeIbmDb(script);
  const sequelize = new Sequelize('DB', 'app', 'secret', {
    dialect: 'db2',
    dialectModule: careful(fake.driver as unknown as Db2Driver),
    ...{ databaseVersion: '11.5.0' },
    logging: false,
    pool: { max: 1 },
  });
  return { ...fake, sequelize, ...writer(sequelize, 'db2') };
}

const statements = (log: string[], word: string) => log.filter((line) => line.includes(word)).length;

describe('the Db2 driver, made safe', () => {
  it('keeps the table that a CREATE TABLE finds in its way, and says so', async () => {
    const inTheWay =
      'SQL0601N  The name of the object to be created is identical to the existing name "APP.t" of type "TABLE".  SQLSTATE=42710';
    const { sequelize, log, synchronous } = db2([[/^CREATE TABLE/, inTheWay]]);
    await expect(sequelize.query('CREATE TABLE "t" ("a" INTEGER)')).to.reject(/SQLCODE -601: .*identical/);
    expect(statements([...log, ...synchronous], 'DROP')).to.equal(0);
  });

  it('does a deadlock victim’s transaction again from the start, and nothing of its remainder', async () => {
    const { sequelize, write, log } = db2([[/SET "a"/, (time) => (time === 1 ? DEADLOCK : [])]]);
    await write(async (transaction) => {
      await sequelize.query('UPDATE "t" SET "a" = 1', { transaction });
      await sequelize.query('UPDATE "t" SET "b" = 1', { transaction });
    });
    const told = log.map((line) => line.slice(2)).filter((line) => line !== 'OPEN');
    const whole = ['UPDATE "t" SET "a" = 1', 'UPDATE "t" SET "b" = 1', 'COMMIT'];
    expect(told).to.equal(['BEGIN', 'UPDATE "t" SET "a" = 1', 'ROLLBACK', 'BEGIN', ...whole]);
  });

  it('begins a reader that locks again where it was a deadlock’s victim, and hands the last over', async () => {
    const { sequelize, begin, log } = db2([[/"b"/, (time) => (time < 4 ? DEADLOCK : [])]]);
    const transaction = await begin(async (begun) => {
      for (const table of ['a', 'b'])
        await sequelize.query(`LOCK TABLE "${table}" IN SHARE MODE`, { transaction: begun });
    });
    expect(statements(log, '"a"')).to.equal(4);
    expect(statements(log, 'ROLLBACK')).to.equal(3);
    await transaction.rollback();
    expect(statements(log, 'ROLLBACK')).to.equal(4);
  });

  it('commits nothing after a deadlock even where the failure was overlooked', async () => {
    const { sequelize, log } = db2([[/SET "a"/, DEADLOCK]]);
    const transaction = await sequelize.transaction();
    await expect(sequelize.query('UPDATE "t" SET "a" = 1', { transaction })).to.reject(/SQLCODE -911:/);
    await expect(sequelize.query('UPDATE "t" SET "b" = 1', { transaction })).to.reject(/SQLCODE -911:/);
    await expect(quietly(() => transaction.commit())).to.reject(/SQLCODE -911:/);
    expect(statements(log, '"b"')).to.equal(0);
    expect(statements(log, 'COMMIT')).to.equal(0);
  });

  it('answers also where Sequelize cannot read what Db2 said', async () => {
    const { sequelize } = db2();
    const version = sequelize.getQueryInterface().databaseVersion();
    await expect(version).to.reject(/the answer of Db2 cannot be read/);
  });

  it('tells a value that is there twice from other failures, without asking for the index’s name', async () => {
    const { sequelize, synchronous } = db2([[/INSERT/, TWICE]]);
    const users = sequelize.define('users', { name: 'VARCHAR(9)' }, { timestamps: false });
    await expect(users.create({ name: 'a' })).to.reject(UniqueConstraintError);
    expect(synchronous).to.equal([]);
  });

  it('never blocks the event loop, also not to reorganize a table', async () => {
    const pending = 'SQL0668N  Operation not allowed for reason code "7" on table "APP.t".  SQLSTATE=57007';
    const { sequelize, synchronous } = db2([
      [/^SELECT/, [{ a: '1' }]],
      [/^ALTER/, pending],
    ]);
    const rows = await sequelize.query('SELECT "a" FROM "t"', { type: QueryTypes.SELECT });
    expect(rows).to.equal([{ a: '1' }]);
    await expect(sequelize.query('ALTER TABLE "t" ADD "b" INTEGER')).to.reject(/SQLCODE -668:/);
    expect(synchronous).to.equal([]);
  });

  it('opens a connection again that died while nobody used it', async () => {
    const { sequelize, log } = db2([[/^SELECT/, (time) => (time === 2 ? GONE : [{ a: '1' }])]]);
    for (let time = 1; time <= 3; time += 1) {
      const rows = await sequelize.query('SELECT "a" FROM "t"', { type: QueryTypes.SELECT });
      expect(rows).to.equal([{ a: '1' }]);
    }
    expect(statements(log, 'OPEN')).to.equal(2);
    expect(statements(log, 'CLOSE')).to.equal(1);
  });

  it('opens it again at a transaction’s first statement, with the transaction', async () => {
    const { sequelize, write, log } = db2([[/^UPDATE/, (time) => (time === 1 ? GONE : [])]]);
    await write((transaction) => sequelize.query('UPDATE "t" SET "a" = 1', { transaction }));
    expect(log.filter((line) => line.startsWith('2'))).to.equal([
      '2 OPEN',
      '2 BEGIN',
      '2 UPDATE "t" SET "a" = 1',
      '2 COMMIT',
    ]);
  });

  it('does a transaction again whose connection was lost before the commit', async () => {
    const { sequelize, write, log } = db2([[/"b"/, (time) => (time === 1 ? GONE : [])]]);
    await write(async (transaction) => {
      await sequelize.query('UPDATE "t" SET "a" = 1', { transaction });
      await sequelize.query('UPDATE "t" SET "b" = 1', { transaction });
    });
    expect(statements(log, '"a"')).to.equal(2);
    expect(log.at(-1)).to.equal('2 COMMIT');
  });

  it('does not do again what may have been committed when the connection was lost', async () => {
    const { sequelize, write, log } = db2([[/^COMMIT/, GONE]]);
    const work = () => write((transaction) => sequelize.query('UPDATE "t" SET "a" = 1', { transaction }));
    await expect(quietly(work)).to.reject(/connection lost/);
    expect(statements(log, 'UPDATE')).to.equal(1);
    const single = sequelize.query('INSERT INTO "t" VALUES (1)');
    await single;
    expect(statements(log, 'OPEN')).to.equal(2);
  });

  it('does not do a lone change again, and says that the connection was lost', async () => {
    const { sequelize, log } = db2([[/^INSERT/, GONE]]);
    await expect(sequelize.query('INSERT INTO "t" VALUES (1)')).to.reject(/connection lost: .*SQL30081N/);
    expect(statements(log, 'INSERT')).to.equal(1);
  });

  it('gives up on a database that stays away, and works again when it is back', async () => {
    let away = true;
    const { sequelize } = db2([
      [/^OPEN/, (time) => (away && time > 1 ? GONE : [])],
      [/^SELECT/, () => (away ? GONE : [{ a: '1' }])],
    ]);
    const read = () => sequelize.query('SELECT "a" FROM "t"', { type: QueryTypes.SELECT });
    await expect(read()).to.reject(/SQL30081N/);
    await expect(read()).to.reject(/SQL30081N/);
    away = false;
    expect(await read()).to.equal([{ a: '1' }]);
  });

  it('carries whole numbers whole, of which the driver would make doubles', async () => {
    const { sequelize, log } = db2();
    const bind = [2 ** 31, -1, 2 ** 53 - 1, 0.5, 'text', null];
    await sequelize.query('UPDATE "t" SET "a" = $1, $2, $3, $4, $5, $6', { bind });
    expect(log.at(-1)).to.contain('["2147483648",-1,"9007199254740991",0.5,"text",null]');
  });

  it('refuses nested transactions, which would commit the outer one', async () => {
    const { sequelize, log } = db2();
    const outer = await sequelize.transaction();
    await expect(sequelize.transaction({ transaction: outer })).to.reject(/cannot be nested/);
    await expect(quietly(() => outer.commit())).to.reject(/no transaction is open/);
    expect(statements(log, 'COMMIT')).to.equal(0);
  });
});

// Sequelize writes to the console when a commit fails.
async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const { warn } = console;
  console.warn = () => undefined;
  try {
    return await work();
  } finally {
    console.warn = warn;
  }
}
