import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { Sequelize, type UniqueConstraintError } from 'sequelize';
import type { Db2Driver, Done } from '../../../plugins/database/db2-calls.js';
import { careful } from '../../../plugins/database/db2-driver.js';
import { fakeIbmDb, type Reply } from '../../support/db2/fake-ibm-db.js';

export const lab = Lab.script();
const { describe, it } = lab;

const GONE = 'SQL30081N  A communication error has been detected.  SQLSTATE=08001';
const TWICE =
  'SQL0803N  One or more values in the INSERT statement, UPDATE statement, or foreign key update caused by a DELETE statement are not valid because the primary key, unique constraint or unique index identified by "2" constrains table "APP.users" from having duplicate values for the index key.  SQLSTATE=23505';

/** What Sequelize sees of a connection. */
interface Connection {
  connected: boolean;
  open(settings: object, done: Done<object>): void;
  close(done: Done<object>): void;
  beginTransaction(done: Done<object>): void;
  commitTransaction(done: Done<object>): void;
  prepare(
    sql: string,
    done: (error: null, statement: { execute(parameters: unknown[], executed: Done<object>): void }) => void,
  ): void;
  querySync(sql: string): unknown;
}

/** One open connection, without the pool around it. */
async function connection(script: [RegExp, Reply][] = []) {
  const { driver, log, synchronous } = fakeIbmDb(script);
  const { Database } = careful(driver as unknown as Db2Driver);
  const one = new Database() as Connection;
  const call = (start: (done: Done<object>) => void) =>
    new Promise<void>((resolve, reject) => start((error) => (error ? reject(error) : resolve())));
  const run = (sql: string) =>
    call((done) => one.prepare(sql, (_, statement) => statement.execute([], done)));
  await call((done) => one.open({}, done));
  const begin = () => call((done) => one.beginTransaction(done));
  const commit = () => call((done) => one.commitTransaction(done));
  const close = () => call((done) => one.close(done));
  return { one, run, begin, commit, close, log, synchronous };
}

describe('a connection to Db2', () => {
  it('that is lost is of no more use to the pool from that moment on, and is closed', async () => {
    const { one, run, log } = await connection([[/^INSERT/, GONE]]);
    expect(one.connected).to.be.true();
    const connected = await run('INSERT INTO "t" VALUES (1)').catch(() => one.connected);
    expect(connected).to.be.false();
    while (log.length < 4) await new Promise(setImmediate);
    expect(log.slice(2)).to.equal(['1 ROLLBACK', '1 CLOSE']);
  });

  it('has one transaction at a time', async () => {
    const { begin, log } = await connection();
    await begin();
    await expect(begin()).to.reject(/a transaction is open already/);
    expect(log).to.equal(['1 OPEN', '1 BEGIN']);
  });

  it('does one thing after another, in the order in which it was asked', async () => {
    const { begin, run, commit, log } = await connection();
    await Promise.all([begin(), run('UPDATE "t" SET "a" = 1'), run('UPDATE "t" SET "a" = 2'), commit()]);
    expect(log.slice(1)).to.equal([
      '1 BEGIN',
      '1 UPDATE "t" SET "a" = 1',
      '1 UPDATE "t" SET "a" = 2',
      '1 COMMIT',
    ]);
  });

  it('that is closed with a transaction open undoes it first', async () => {
    const { begin, close, log } = await connection();
    await begin();
    await close();
    expect(log.slice(1)).to.equal(['1 BEGIN', '1 ROLLBACK', '1 CLOSE']);
  });

  it('refuses what would block the event loop', async () => {
    const { one, synchronous } = await connection();
    expect(() => one.querySync('DROP TABLE "t"')).to.throw(/block the event loop/);
    expect(synchronous).to.equal([]);
  });

  it('names no column for a value that is there twice, rather than another one', async () => {
    const { driver } = fakeIbmDb([[/INSERT/, TWICE]]);
    const dialectModule = careful(driver as unknown as Db2Driver);
    const more = { databaseVersion: '11.5.0' };
    const sequelize = new Sequelize('DB', 'app', 'secret', {
      dialect: 'db2',
      dialectModule,
      logging: false,
      ...more,
    });
    const columns = { name: 'VARCHAR(9)', city: 'VARCHAR(9)' };
    const users = sequelize.define('users', columns, { timestamps: false });
    const failure: UniqueConstraintError = await users
      .create({ name: 'a', city: 'b' })
      .catch((error) => error);
    expect(failure.name).to.equal('SequelizeUniqueConstraintError');
    expect(failure.errors.map(({ path }) => path)).to.equal([]);
  });
});
