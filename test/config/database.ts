import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { databaseOptions } from '../../config/database.js';
import { selfSigned } from '../support/self-signed.js';

export const lab = Lab.script();
const { describe, it } = lab;

const read = (env: Record<string, string>) => databaseOptions(env, '/work', false);
const bound = (services: object) => read({ CE_SERVICES: JSON.stringify(services) });
const pem = selfSigned.cert;
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

  it('may be PostgreSQL at a socket, in each way to write one', () => {
    for (const url of [
      'postgres://me@%2Frun%2Fpg/t',
      'postgres://me@%2Frun%2Fpg:5432/t?sslmode=require',
      'postgres:///t?host=/run/pg&user=me',
      'postgres:///?host=%2Frun%2Fpg&user=me&dbname=t',
      'postgresql://me@/t?host=/run/pg&port=5432',
    ])
      expect(read({ DATABASE_URL: url }), url).to.include({
        ...{ host: '/run/pg', port: 5432, database: 't', user: 'me', tls: 'off' },
      });
  });

  it('does what each parameter of a PostgreSQL address says, or refuses it by its name', () => {
    const of = (query: string) => read({ DATABASE_URL: `postgres://me:p@h/t?${query}` });
    expect(of('options=-c%20search_path%3Dtraffic&application_name=x&connect_timeout=9')).to.include({
      ...{ options: '-c search_path=traffic', applicationName: 'x', connectSeconds: 9 },
    });
    for (const query of ['keepalives=1', 'target_session_attrs=read-write', 'client_encoding=UTF8'])
      expect(of(query)).to.include({ host: 'h' });
    for (const [query, why] of [
      ['schema=x', 'its schema is unknown; write options=-c%20search_path=x, '],
      ['pgbouncer=true', 'its pgbouncer is unknown; leave it out, '],
      ['sslcert=/x', 'its sslcert is unknown'],
      ['constructor=1', 'its constructor is unknown'],
      ['keepalives=0', 'its keepalives can only be 1; leave it out, '],
      ['connect_timeout=0', 'its connect_timeout is not a number of seconds from 1 to 60'],
      ['application_name=a&application_name=b', 'its application_name is there twice'],
      ['options=-c%20statement_timeout=0', 'its options set statement_timeout, which the app sets itself'],
      ['sslmode=require&channel_binding=require', 'its channel_binding=require takes sslmode=verify-full'],
      ['host=a,b', 'names several hosts; give one, '],
      ['port=0', 'is not an address of a PostgreSQL database'],
    ])
      expect(() => of(query!), query).to.throw(
        new RegExp(`^DATABASE_URL: ${why!.replace(/[.]/g, '\\.')}.*e\\.g\\. `),
      );
  });

  it('is refused where a slip in its address would turn encryption off', () => {
    const tls = (query: string) => read({ DATABASE_URL: `postgres://me:p@h/t?${query}` });
    for (const slip of ['sslmod=verify-full', 'SSLMODE=verify-full', 'slmode=require', 'tls=true'])
      expect(() => tls(slip)).to.throw(new RegExp(`its ${slip.split('=')[0]} is unknown`));
    for (const slip of ['ssl=yes', 'sslmode=', 'sslmode=verify'])
      expect(() => tls(slip)).to.throw(/its sslmode is unknown/);
    for (const url of [
      't&sslmode=require',
      't;sslmode=require',
      't#sslmode=require',
      't?app=x;sslmode=require',
    ])
      expect(() => read({ DATABASE_URL: `postgres://me:p@h/${url}` })).to.throw(/do not stand behind one \?/);
    expect(() => tls('sslmode=disable&sslmode=require')).to.throw(/its sslmode is there twice/);
    for (const slip of ['security=sls', 'SECURITY=', 'ssl=yes', 'sslmode=require', 'tls=true', 'sslx=true'])
      for (const sign of ['?', ';', '?protocol=tcpip;'])
        expect(() => read({ DB2_URI: `db2://me:p@h:50001/B${sign}${slip}` }), slip).to.throw(
          /^DB2_URI: what it says of encryption, .* is not known; write security=ssl, e\.g\. /,
        );
    expect(read({ DB2_URI: 'db2://me:p@h:50001/B?sslConnection=true' })).to.include({ ssl: true });
    expect(read({ DB2_URI: 'db2://me:p@h:50001/B;ssl=false;' })).to.include({ ssl: false });
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

  it('is refused in a sentence without its secrets where the binding is not what it should be', () => {
    const again = /^CE_SERVICES: (?!.*the secret).*[;,] bind the service again, e\.g\. ibmcloud ce app bind$/;
    const db2 = (change: object) => ({
      authentication: { username: 'me', password: 'the secret' },
      ...{ database: 'bludb', hosts: [{ hostname: 'h', port: 30756 }], ...change },
    });
    const refused = (services: object) => {
      expect(() => bound(services), JSON.stringify(services)).to.throw(again);
    };
    for (const port of ['abc', '', -1, 0, 500.5, 1e9, {}])
      refused({
        dashdb: [{ credentials: { connection: { db2: db2({ hosts: [{ hostname: 'h', port }] }) } } }],
      });
    const certificate = { certificate_base64: Buffer.from('hello').toString('base64') };
    refused({ dashdb: [{ credentials: { connection: { db2: db2({ certificate }) } } }] });
    refused({ dashdb: [{ credentials: { uri: 'db2//me:the secret@h' } }] });
    const postgres = { composed: ['postgres://me:the%20secret@h/t'], certificate };
    refused({ 'databases-for-postgresql': [{ credentials: { connection: { postgres } } }] });
    for (const nothing of ['x', 5, [null], ['x']]) refused({ dashdb: nothing });
    for (const none of [[], null]) expect(bound({ dashdb: none })).to.include({ dialect: 'sqlite' });
  });

  it('may have a file for the authority that signed its certificate, with one in it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'traffic-test-'));
    const [good, bad] = [join(folder, 'good.pem'), join(folder, 'bad.pem')];
    writeFileSync(good, pem);
    writeFileSync(bad, 'hello');
    const from = (file: string) => read({ DATABASE_URL: `postgres://me:p@h/t?ssl=1&sslrootcert=${file}` });
    expect(from(good)).to.include({ certificate: pem });
    expect(() => from(bad)).to.throw(/^DATABASE_URL: its sslrootcert names a file without a certificate/);
    rmSync(folder, { recursive: true });
    expect(() => from(good)).to.throw(/^DATABASE_URL: its sslrootcert names a file that cannot be read/);
  });

  it('is the explicit variable before the bound service', () => {
    const CE_SERVICES = JSON.stringify({ dashdb: [{ credentials: { uri: 'db2://a:b@bound:1/X' } }] });
    expect(read({ CE_SERVICES, DB2_URI: 'db2://a:b@mine:1/X' })).to.include({ host: 'mine' });
    expect(read({ CE_SERVICES, DATABASE_URL: 'sqlite:x', DB2_URI: 'db2://a:b@mine:1/X' })).to.include({
      dialect: 'sqlite',
    });
  });
});
