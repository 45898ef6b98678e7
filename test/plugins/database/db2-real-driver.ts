import { rootCertificates } from 'node:tls';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { QueryTypes } from 'sequelize';
import { connect } from '../../../plugins/database/connection.js';
import { writer } from '../../../plugins/database/writer.js';
import { after, type Flags } from '../../support/app.js';
import { type Derby, derby, derbyAbsent } from '../../support/db2/derby.js';
import { driverAbsent, ibmDriver } from '../../support/db2/ibm-driver.js';
import { relay } from '../../support/db2/relay.js';
import { selfSigned } from '../../support/self-signed.js';

export const lab = Lab.script();
const { after: afterAll, before, describe, it } = lab;

const absent = derbyAbsent() ?? driverAbsent();
const options = { skip: absent !== null, timeout: 60_000 };
const titled = (title: string) => (absent ? `${title}; ${absent}` : title);

// Every printable character but the one that the driver cannot carry.
const PRINTABLE = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at));
const PASSWORD = PRINTABLE.filter((character) => character !== ';').join('');

function database(
  flags: Flags,
  port: number,
  more: { user?: string; password?: string; certificate?: string } = {},
) {
  const login = { database: 'TRAFFIC', user: 'app', password: 'secret', ...more };
  const ssl = more.certificate !== undefined;
  const connection = connect({ dialect: 'db2', host: 'localhost', port, ssl, driver: ibmDriver(), ...login });
  after(flags, connection.close);
  const { sequelize } = connection;
  return {
    sequelize,
    ...writer(sequelize, 'db2'),
    rows: (sql: string) => sequelize.query<Record<string, unknown>>(sql, { type: QueryTypes.SELECT }),
  };
}

const table = (name: string) =>
  `CREATE TABLE "${name}" ("id" BIGINT NOT NULL PRIMARY KEY, "n" INTEGER, "text" VARCHAR(200), "day" DATE, "at" TIMESTAMP, "flag" BOOLEAN)`;

describe("IBM's own driver, against a server that speaks its protocol", () => {
  let server: Derby;
  before({ timeout: 30_000 }, async () => {
    if (!absent) server = await derby({ app: 'secret', odd: PASSWORD });
  });
  afterAll(() => server?.remove());

  it(
    titled('carries numbers, texts of every alphabet, days and instants there and back'),
    options,
    async (flags: Flags) => {
      const { sequelize, rows } = database(flags, await relay(flags, server.port));
      await sequelize.query(table('t1'));
      const text = `é € 日本 😀 ' " \\ ; ? $1`;
      const bind = [
        Number.MAX_SAFE_INTEGER,
        2 ** 31 - 1,
        text,
        '2026-11-21',
        '2026-11-21 12:00:00.123456',
        true,
      ];
      await sequelize.query('INSERT INTO "t1" VALUES ($1, $2, $3, $4, $5, $6)', { bind });
      await sequelize.query('INSERT INTO "t1" ("id", "text") VALUES ($1, $2)', { bind: [2, null] });
      const [empty, full] = await rows('SELECT * FROM "t1" ORDER BY "id"');
      expect(empty).to.include({ id: '2', n: null, text: null, day: null });
      expect(full).to.include({ id: '9007199254740991', n: 2_147_483_647, text, day: '2026-11-21' });
      expect(full!['at']).to.equal(new Date('2026-11-21T12:00:00.123Z'));
      expect(await rows('SELECT COUNT(*) AS "c" FROM "t1"')).to.equal([{ c: 2 }]);
      await expect(rows('SELECT "nothing" FROM "t1"')).to.reject(/SQLSTATE=42/);
    },
  );

  it(
    titled('is let in with every character in the password, and not with a wrong one'),
    options,
    async (flags: Flags) => {
      const through = await relay(flags, server.port);
      const { rows } = database(flags, through, { user: 'odd', password: PASSWORD });
      expect(await rows('SELECT 1 AS "one" FROM SYSIBM.SYSDUMMY1')).to.equal([{ one: 1 }]);
      const wrong = database(flags, through, { password: 'wrong' });
      await expect(wrong.rows('SELECT 1 AS "one" FROM SYSIBM.SYSDUMMY1')).to.reject(/SQL30082N/);
    },
  );

  it(
    titled('keeps what was committed and nothing else, and works again after the server was killed'),
    options,
    async (flags: Flags) => {
      const { sequelize, rows, write } = database(flags, await relay(flags, server.port));
      await sequelize.query(table('t3'));
      const add = (id: number) =>
        write((transaction) => sequelize.query(`INSERT INTO "t3" ("id") VALUES (${id})`, { transaction }));
      await add(1);
      const failing = write(async (transaction) => {
        await sequelize.query('INSERT INTO "t3" ("id") VALUES (2)', { transaction });
        throw new Error('broken off');
      });
      await expect(failing).to.reject('broken off');
      expect(await rows('SELECT "id" FROM "t3" ORDER BY "id"')).to.equal([{ id: '1' }]);
      await server.kill();
      await server.start();
      await add(4);
      expect(await rows('SELECT "id" FROM "t3" ORDER BY "id"')).to.equal([{ id: '1' }, { id: '4' }]);
    },
  );

  it(titled('does the transaction of a deadlock’s victim again'), options, async (flags: Flags) => {
    const { sequelize, rows, write } = database(flags, await relay(flags, server.port));
    await sequelize.query(table('t4'));
    for (const id of [1, 2]) await sequelize.query(`INSERT INTO "t4" ("id", "n") VALUES (${id}, 0)`);
    let begun = 0;
    const cross = (first: number, second: number) =>
      write(async (transaction) => {
        begun += 1;
        const raise = (id: number) =>
          sequelize.query(`UPDATE "t4" SET "n" = "n" + 1 WHERE "id" = ${id}`, { transaction });
        await raise(first);
        await new Promise((resolve) => setTimeout(resolve, 200));
        await raise(second);
      });
    await Promise.all([cross(1, 2), cross(2, 1)]);
    expect(begun).to.be.above(2);
    expect(await rows('SELECT "n" FROM "t4"')).to.equal([{ n: 2 }, { n: 2 }]);
  });

  it(titled('speaks TLS, and to nobody who shows another certificate'), options, async (flags: Flags) => {
    const secure = await relay(flags, server.port, { key: selfSigned.key, cert: selfSigned.cert });
    const trusting = database(flags, secure, { certificate: selfSigned.cert });
    const [stranger] = rootCertificates;
    const other = database(flags, secure, { certificate: stranger! });
    await expect(other.rows('SELECT 1 AS "one" FROM SYSIBM.SYSDUMMY1')).to.reject(/SQL30081N|GSK|SSL/);
    expect(await trusting.rows('SELECT 1 AS "one" FROM SYSIBM.SYSDUMMY1')).to.equal([{ one: 1 }]);
  });
});
