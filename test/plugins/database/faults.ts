import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { faultOf } from '../../../plugins/database/faults.js';

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
  [/does not allow/, false, 'SequelizeDatabaseError', 'permission denied for schema public'],
  [/does not allow/, false, 'SequelizeDatabaseError', 'SQL0552N  "ME" does not have the privilege'],
  [/file cannot be used/, false, 'SequelizeDatabaseError', 'SQLITE_NOTADB: file is not a database'],
  [/is busy/, true, 'SequelizeTimeoutError', 'SQLITE_BUSY: database is locked'],
];

describe("a fault of the database's state", () => {
  for (const [reason, passing, name, message] of SAID) {
    it(`is known by "${message}"`, () => {
      const fault = faultOf(error(name, message));
      expect(fault?.reason).to.match(reason);
      expect(fault?.passing).to.equal(passing);
      expect(fault?.reason).to.not.contain('10.0.0.5').and.to.not.contain('me"');
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
