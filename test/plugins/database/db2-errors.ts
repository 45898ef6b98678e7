import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { gone, told, undone } from '../../../plugins/database/db2-errors.js';

export const lab = Lab.script();
const { describe, it } = lab;

// One of each kind, in IBM's words, without the SQLSTATE where the number alone has to tell.
const GONE = [
  'SQL30081N  A communication error has been detected.',
  'SQL30020N  Execution of the command or SQL statement failed because of a syntax error in the communication data stream.',
  'SQL30021N  Execution of the command or SQL statement failed because of an error in the communication data stream.',
  'SQL1224N  The database manager is not able to accept new requests.',
  'SQL1024N  A database connection does not exist.',
  'SQL0900N  The application state is in error. A database connection does not exist.',
  'SQL1032N  No start database manager command was issued.',
  'SQL1776N  The command cannot be issued on an HADR database.',
  'CLI0106E  Connection is closed.',
  'CLI0108E  Communication link failure.',
  'CLI0600E  Invalid connection handle or connection is closed.',
  'SQL1336N  The remote host was not found.  SQLSTATE=08001',
];

const UNDONE = [
  'SQL0911N  The current transaction has been rolled back because of a deadlock or timeout.  Reason code "2".  SQLSTATE=40001',
  'SQLCODE -911:  The current transaction has been rolled back because of a deadlock or timeout.',
  // A connection was lost, but Db2 has another one for us already.
  'SQL30108N  A connection failed in an automatic client reroute environment. The transaction was rolled back.  SQLSTATE=08506',
];

const NEITHER = [
  'SQL0803N  One or more values are not valid.  SQLSTATE=23505',
  'SQL0204N  "APP.t" is an undefined name.  SQLSTATE=42704',
];

// On each of these numbers Sequelize's dialect acts by itself, or takes the failure for success.
const REFLEXES = ['SQL0443N', 'SQL0601N', 'SQL0605W', 'SQL0668N', 'SQL0911N'];

describe('a failure of Db2', () => {
  const said = (message: string) => new Error(`[IBM][CLI Driver] ${message}`);

  for (const message of GONE)
    it(`says that the connection is of no more use: ${message.slice(0, 9)}`, () => {
      expect([gone(said(message)), undone(said(message))]).to.equal([true, false]);
    });

  for (const message of UNDONE)
    it(`says that only the transaction is no more: ${message.slice(0, 12)}`, () => {
      expect([gone(said(message)), undone(said(message))]).to.equal([false, true]);
    });

  for (const message of NEITHER)
    it(`says neither: ${message.slice(0, 8)}`, () => {
      expect([gone(said(message)), undone(said(message))]).to.equal([false, false]);
    });

  for (const code of REFLEXES)
    it(`is told in words for which the dialect has no reflex: ${code}`, () => {
      const { message } = told(said(`${code}  It failed.`));
      expect(message).to.match(/SQLCODE -\d{3}: {2}It failed\.$/);
      expect(message).to.not.contain(code);
    });

  it('is an error with what was said, also where the driver gives an object that is none', () => {
    const given = { message: 'SQL0204N  "APP.t" is an undefined name.', state: '42704' };
    const failure = told(given);
    expect(failure).to.be.an.error(given.message);
    expect(failure.cause).to.shallow.equal(given);
    expect(gone({ message: 'CLI0106E  Connection is closed.' })).to.be.true();
    expect(told('a text').message).to.equal('a text');
  });
});
