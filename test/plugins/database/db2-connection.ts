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
  rollbackTransaction(done: Done<object>): void;
  prepare(
    sql: string,
    done: (error: null, statement: { execute(parameters: unknown[], executed: Done<object>): void }) => void,
  ): void;
  querySync(sql: string): unknown;
}

/** One open connection, without the pool around it. */
async function connection(script: [RegExp, Reply][] = []) {
  const { driver, log, synchronous, held } = fakeIbmDb(script);
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
  const rollback = () => call((done) => one.rollbackTransaction(done));
  return { one, run, begin, commit, rollback, close, log, synchronous, held };
}

describe('a connection to Db2', () => {
  it('that cannot be opened says why, with an error', async () => {
    await expect(connection([[/^OPEN/, GONE]])).to.reject(Error, /SQL30081N/);
  });

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

  it('is opened again at a transaction’s first statement, with the transaction', async () => {
    const { begin, run, commit, log } = await connection([[/^UPDATE/, (time) => (time === 1 ? GONE : [])]]);
    await begin();
    await run('UPDATE "t" SET "a" = 1');
    await commit();
    expect(log.slice(-4)).to.equal(['2 OPEN', '2 BEGIN', '2 UPDATE "t" SET "a" = 1', '2 COMMIT']);
  });

  it('that was opened again for the first statement and is lost at the second loses both', async () => {
    const { begin, run, commit, log } = await connection([
      [/"a"/, (time) => (time === 1 ? GONE : [])],
      [/"b"/, (time) => (time === 1 ? GONE : [])],
    ]);
    await begin();
    await run('UPDATE "t" SET "a" = 1');
    await expect(run('UPDATE "t" SET "b" = 1')).to.reject(/^connection lost/);
    await expect(commit()).to.reject(/^connection lost/);
    expect(log.filter((line) => /OPEN|COMMIT/.test(line))).to.equal(['1 OPEN', '2 OPEN']);
  });

  for (const [title, script] of [
    ['cannot be opened again', [[/^OPEN/, (time: number) => (time === 1 ? [] : GONE)]]],
    ['is lost again at once', []],
  ] as [string, [RegExp, Reply][]][])
    it(`that ${title} is lost, with its transaction`, async () => {
      const { one, begin, run, commit } = await connection([...script, [/^UPDATE/, GONE]]);
      await begin();
      await expect(run('UPDATE "t" SET "a" = 1')).to.reject(/^connection lost/);
      expect(one.connected).to.be.false();
      await expect(commit()).to.reject(/^connection lost/);
    });

  it('that is lost is not asked to roll back, which it cannot', async () => {
    const { begin, run, rollback, log } = await connection([[/"b"/, GONE]]);
    await begin();
    await run('UPDATE "t" SET "a" = 1');
    await expect(run('UPDATE "t" SET "b" = 1')).to.reject(/^connection lost/);
    await rollback();
    expect(log.filter((line) => line.includes('ROLLBACK'))).to.have.length(1);
  });

  it('that is lost when it rolls back has rolled back; another failure to is told', async () => {
    const lost = await connection([[/^ROLLBACK/, GONE]]);
    await lost.begin();
    await lost.rollback();
    expect(lost.one.connected).to.be.false();
    const failing = await connection([[/^ROLLBACK/, 'SQL0925N  SQL COMMIT invalid.  SQLSTATE=2D521']]);
    await failing.begin();
    await expect(failing.rollback()).to.reject(/SQL0925N/);
  });

  it('does no insertion again that looks like reading', async () => {
    const { run, log } = await connection([[/FINAL TABLE/, GONE]]);
    const inserting = run('SELECT "id" FROM FINAL TABLE (INSERT INTO "t" VALUES (1))');
    await expect(inserting).to.reject(/^connection lost/);
    expect(log.filter((line) => line.includes('INSERT'))).to.have.length(1);
  });

  it('goes on with a transaction of which one statement failed, as Db2 does', async () => {
    const { one, begin, run, commit, log } = await connection([[/^INSERT/, TWICE]]);
    await begin();
    await expect(run('INSERT INTO "t" VALUES (1)')).to.reject(/SQL0803N/);
    await run('UPDATE "t" SET "a" = 1');
    await commit();
    expect(one.connected).to.be.true();
    expect(log.at(-1)).to.equal('1 COMMIT');
  });

  it('keeps no statement or result open, and knows what was done where closing fails', async () => {
    const { run, held } = await connection([
      [/^SELECT/, [{ a: '1' }]],
      [/^INSERT/, TWICE],
      [/^FREE/, 'CLI0125E  Function sequence error.'],
    ]);
    await run('SELECT "a" FROM "t"');
    await expect(run('INSERT INTO "t" VALUES (1)')).to.reject(/SQL0803N/);
    expect(held()).to.equal(0);
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
