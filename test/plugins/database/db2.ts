import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

  it('leaves no file behind where the process ends without closing it, as after a failed start', () => {
    const folder = mkdtempSync(join(tmpdir(), 'traffic-test-'));
    const module = new URL('../../../plugins/database/db2.js', import.meta.url).href;
    const options = { dialect: 'db2', ssl: true, certificate: selfSigned.cert, ...login, driver: {} };
    const code = `const { db2 } = await import('${module}'); db2(${JSON.stringify(options)}).options.dialectOptions.SSLServerCertificate || process.exit(7); process.exit(1);`;
    const args = ['--input-type=module', '-e', code];
    const { status } = spawnSync(process.execPath, args, { env: { TMPDIR: folder } });
    expect(status).to.equal(1);
    expect(readdirSync(folder)).to.equal([]);
    rmSync(folder, { recursive: true });
  });

  it('is given up after a quarter of a minute, and is not opened twice to ask for the version', () => {
    expect(String(optionsOf({}).settings['ConnectTimeout'])).to.equal('15');
    expect(db2({ dialect: 'db2', ssl: false, ...login, driver: {} }).options).to.include({
      databaseVersion: '11.5.0',
    });
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
