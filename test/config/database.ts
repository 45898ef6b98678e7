import { join } from 'node:path';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { databaseOptions } from '../../config/database.js';

export const lab = Lab.script();
const { describe, it } = lab;

const read = (env: Record<string, string>) => databaseOptions(env, '/work', false);
const bound = (services: object) => read({ CE_SERVICES: JSON.stringify(services) });
const pem = '-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n';
const base64 = Buffer.from(pem).toString('base64');

describe('the database', () => {
  it('may be a file, counted from the working directory', () => {
    expect(read({ DATABASE_URL: 'sqlite:data/x.sqlite' })).to.equal({
      dialect: 'sqlite',
      file: join('/work', 'data/x.sqlite'),
    });
    expect(read({ DATABASE_URL: 'sqlite:/var/x.sqlite' })).to.include({ file: '/var/x.sqlite' });
    expect(read({ DATABASE_URL: 'sqlite:///var/x.sqlite' })).to.include({ file: '/var/x.sqlite' });
  });

  it('may be PostgreSQL, encrypted as sslmode says', () => {
    expect(read({ DATABASE_URL: 'postgres://me:p%40ss@db.example.com/traffic' })).to.equal({
      dialect: 'postgres',
      host: 'db.example.com',
      port: 5432,
      database: 'traffic',
      user: 'me',
      password: 'p@ss',
      tls: 'off',
    });
    const tls = (mode: string) => read({ DATABASE_URL: `postgresql://me:p@h:6432/t?sslmode=${mode}` });
    expect(tls('require')).to.include({ tls: 'unverified', port: 6432 });
    expect(tls('verify-full')).to.include({ tls: 'verified' });
    expect(read({ DATABASE_URL: 'postgres://me@localhost/t?host=/run/pg' })).to.include({ host: '/run/pg' });
  });

  it('is refused where a slip in its address would turn encryption off', () => {
    const tls = (query: string) => read({ DATABASE_URL: `postgres://me:p@h/t?${query}` });
    for (const slip of ['sslmod=verify-full', 'SSLMODE=verify-full', 'slmode=require', 'tls=true'])
      expect(() => tls(slip)).to.throw(new RegExp(`its ${slip.split('=')[0]} is unknown`));
    for (const slip of ['ssl=yes', 'sslmode=', 'sslmode=verify'])
      expect(() => tls(slip)).to.throw(/its sslmode is unknown/);
    expect(tls('ssl=1&application_name=x&channel_binding=require')).to.include({ tls: 'verified' });
    expect(tls('ssl=false')).to.include({ tls: 'off' });
  });

  for (const [uri, expected] of [
    ['db2://me:pw@h:50001/BLUDB;SECURITY=SSL;PROTOCOL=TCPIP;', { ssl: true, port: 50001 }],
    ['db2://me:pw@h:50001/BLUDB;Security=SSL', { ssl: true }],
    ['db2://me:pw@h:50001/bludb?ssl=true;', { ssl: true, database: 'bludb' }],
    ['db2://me:pw@h:50001/BLUDB?security=ssl', { ssl: true }],
    ['db2://me:pw@h/BLUDB', { ssl: false, port: 50000 }],
    ['db2://me:p@s/w:rd@h:50001/BLUDB', { password: 'p@s/w:rd', host: 'h' }],
    ['db2://me:100%@h:50001/BLUDB', { password: '100%' }],
    ['db2://me:p%40w@h:50001/BLUDB', { password: 'p@w' }],
  ] as const) {
    it(`may be Db2 spelled ${uri}`, () => {
      const options = read({ DB2_URI: uri });
      expect(options).to.include({ dialect: 'db2', user: 'me', ...expected });
      expect(read({ DATABASE_URL: uri })).to.equal(options);
    });
  }

  it('may be a bound Db2 in the new shape, with its certificate', () => {
    const db2 = {
      authentication: { method: 'direct', username: 'me', password: 'p;w'.replace(';', '') },
      database: 'bludb',
      hosts: [{ hostname: 'x.databases.appdomain.cloud', port: 30756 }],
      certificate: { name: 'x', certificate_base64: base64 },
    };
    for (const service of ['dashdb-for-transactions', 'dashdb']) {
      expect(bound({ [service]: [{ credentials: { connection: { db2 } } }] })).to.equal({
        dialect: 'db2',
        host: 'x.databases.appdomain.cloud',
        port: 30756,
        database: 'bludb',
        user: 'me',
        password: 'pw',
        ssl: true,
        certificate: pem,
      });
    }
  });

  it('may be a bound Db2 in the older shape, always encrypted', () => {
    const uri = 'db2://me:pw@dashdb.example.com:50000/BLUDB';
    expect(bound({ dashdb: [{ credentials: { uri } }] })).to.include({
      ssl: true,
      host: 'dashdb.example.com',
    });
  });

  it('may be a bound PostgreSQL, with its certificate', () => {
    const composed = ['postgres://me:pw@x.databases.appdomain.cloud:31525/ibmclouddb?sslmode=verify-full'];
    const postgres = { composed, certificate: { certificate_base64: base64 } };
    expect(bound({ 'databases-for-postgresql': [{ credentials: { connection: { postgres } } }] })).to.equal({
      dialect: 'postgres',
      host: 'x.databases.appdomain.cloud',
      port: 31525,
      database: 'ibmclouddb',
      user: 'me',
      password: 'pw',
      tls: 'verified',
      certificate: pem,
    });
  });

  it('is the explicit variable before the bound service', () => {
    const CE_SERVICES = JSON.stringify({ dashdb: [{ credentials: { uri: 'db2://a:b@bound:1/X' } }] });
    expect(read({ CE_SERVICES, DB2_URI: 'db2://a:b@mine:1/X' })).to.include({ host: 'mine' });
    expect(read({ CE_SERVICES, DATABASE_URL: 'sqlite:x', DB2_URI: 'db2://a:b@mine:1/X' })).to.include({
      dialect: 'sqlite',
    });
  });
});
