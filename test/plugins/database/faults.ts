import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { faultOf } from '../../../plugins/database/faults.js';
import { app, type Flags } from '../../support/app.js';
import { people } from '../../support/people.js';

export const lab = Lab.script();
const { describe, it } = lab;

const error = (name: string, message: string): Error => Object.assign(new Error(message), { name });

// As the drivers and servers said it when it was tried.
const SAID: [reason: RegExp, passing: boolean, name: string, message: string][] = [
  [/does not answer/, true, 'SequelizeConnectionRefusedError', 'connect ECONNREFUSED 10.0.0.5:5432'],
  [/does not answer/, true, 'SequelizeConnectionError', 'the database system is starting up'],
  [/does not answer/, true, 'SequelizeConnectionError', 'too many connections for database "traffic"'],
  [/does not answer/, true, 'SequelizeConnectionAcquireTimeoutError', 'Operation timeout'],
  [/does not answer/, true, 'SequelizeDatabaseError', '[IBM][CLI Driver] SQL30081N  A communication error.'],
  [
    /does not let the app in/,
    false,
    'SequelizeAccessDeniedError',
    'password authentication failed for user "me"',
  ],
  [/does not let the app in/, false, 'SequelizeConnectionError', 'self-signed certificate'],
  [/does not let the app in/, false, 'SequelizeConnectionError', 'database "nosuch" does not exist'],
  [/can only be read/, false, 'SequelizeDatabaseError', 'cannot execute INSERT in a read-only transaction'],
  [
    /can only be read/,
    false,
    'SequelizeDatabaseError',
    'SQLITE_READONLY: attempt to write a readonly database',
  ],
  [/is full/, false, 'Error', 'SQLITE_FULL: database or disk is full'],
  [/is full/, false, 'SequelizeDatabaseError', 'could not extend file "base/5/1": No space left on device'],
  [/is full/, false, 'SequelizeConnectionError', 'could not write init file'],
  [/does not allow/, false, 'SequelizeDatabaseError', 'permission denied for schema public'],
  [/does not allow/, false, 'SequelizeDatabaseError', 'SQL0552N  "ME" does not have the privilege'],
  [/file cannot be used/, false, 'SequelizeDatabaseError', 'SQLITE_NOTADB: file is not a database'],
  [/is busy/, true, 'SequelizeTimeoutError', 'SQLITE_BUSY: database is locked'],
  [/took too long/, true, 'SequelizeDatabaseError', 'canceling statement due to statement timeout'],
];

describe("a fault of the database's state", () => {
  for (const [reason, passing, name, message] of SAID) {
    it(`is known by "${message}"`, () => {
      const fault = faultOf(error(name, message));
      expect(fault?.reason).to.match(reason);
      expect(fault?.passing).to.equal(passing);
      const told = `${fault?.reason} ${fault?.quote ?? ''}`;
      for (const secret of ['10.0.0.5', '"me"', '"ME"']) expect(told).to.not.contain(secret);
    });
  }

  it('is not seen in faults of the code, or of GitHub and its connections', () => {
    for (const [name, message] of [
      ['SequelizeUniqueConstraintError', 'Validation error'],
      ['SequelizeDatabaseError', 'no such column: day'],
      ['TypeError', 'Cannot read properties of undefined'],
      ['FetchError', 'connect ECONNREFUSED 192.0.2.1:443'],
      ['HttpError', 'permission denied'],
    ] as const)
      expect(faultOf(error(name, message)), message).to.be.null();
    expect(faultOf('a text')).to.be.null();
  });
});

describe('a schema that another version of the app has changed while this one runs', () => {
  it('is a 503 with a reason, not a fault of the app', async (flags: Flags) => {
    const { server } = await app(flags, { env: { EVENT_TOKEN: 'right' } });
    await people(server);
    const { sequelize } = server.plugins.database;
    const event = { method: 'POST', url: '/collectStats', payload: { token: 'right' } };
    await sequelize.query('ALTER TABLE "leases" RENAME TO "leases_of_tomorrow"');
    expect((await server.inject(event)).statusCode).to.equal(500);
    await sequelize.query(
      `INSERT INTO "schema_migrations" ("name", "applied_at") VALUES ('9999-future', '2030-01-01')`,
    );
    const { statusCode, result, headers } = await server.inject(event);
    expect(statusCode).to.equal(503);
    expect(result).to.include({
      message: 'The database is at the schema of another version of the app.',
    });
    expect(headers['retry-after']).to.equal('60');
  });
});
