import { existsSync, readFileSync, statSync } from 'node:fs';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Db2Options } from '../../../plugins/database/api.js';
import { db2, ibmDriver } from '../../../plugins/database/db2.js';
import { fakeIbmDb } from '../../support/db2/fake-ibm-db.js';
import { selfSigned } from '../../support/self-signed.js';

export const lab = Lab.script();
const { describe, it } = lab;

const login = { host: 'db2.example.com', port: 50_001, database: 'BLUDB', user: 'me', password: 'secret' };

const optionsOf = (more: Partial<Db2Options>) => {
  const { options, close } = db2({
    dialect: 'db2',
    ssl: false,
    ...login,
    driver: fakeIbmDb().driver,
    ...more,
  });
  return { pool: options.pool, settings: options.dialectOptions as Record<string, string>, close };
};

describe('the connection to Db2', () => {
  it('gives the certificate to the driver in a file that only the app may read, and removes it', () => {
    const { settings, close } = optionsOf({ ssl: true, certificate: selfSigned.cert });
    const file = settings['SSLServerCertificate'] ?? '';
    expect(settings['Security']).to.equal('SSL');
    expect(readFileSync(file, 'utf8')).to.equal(selfSigned.cert);
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    close();
    expect(existsSync(file)).to.be.false();
  });

  it('is not encrypted unless asked for, and is where the user is unless a schema is named', () => {
    expect(optionsOf({}).settings).to.not.include(['Security', 'SSLServerCertificate', 'CurrentSchema']);
    expect(optionsOf({ schema: 'TRAFFIC' }).settings).to.include({ CurrentSchema: 'TRAFFIC' });
  });

  it('is one of few: four instances leave room within the 15 of Db2 Lite', () => {
    expect(4 * (optionsOf({}).pool?.max ?? 99)).to.be.at.most(12);
  });

  it('says in a sentence that the driver, or its native part, is not installed', () => {
    const failing = (message: string, code?: string) => () => {
      throw Object.assign(new Error(message), code && { code });
    };
    const absent = failing("Cannot find module 'ibm_db'\nRequire stack:\n- /app/x.js", 'MODULE_NOT_FOUND');
    expect(() => ibmDriver(absent)).to.throw(
      /^The database cannot be used: .*not installed: npm install[^\n]*$/,
    );
    const bare = failing('Could not locate the bindings file. Tried:\n → /app/build/odbc_bindings.node');
    expect(() => ibmDriver(bare)).to.throw(/^The database cannot be used: .*without its native part[^\n]*$/);
  });
});
