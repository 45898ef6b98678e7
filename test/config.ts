import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import { VARIABLES } from '../config/environment.js';
import { ConfigError, readConfig } from '../config.js';
import { type Flags, newFolder } from './support/app.js';

export const lab = Lab.script();
const { describe, it } = lab;

const KEY = 'k'.repeat(32);

function complaint(env: Record<string, string>, where: string): string {
  try {
    readConfig({ SECRET_KEY: KEY, ...env }, where);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

const BAD: [name: string, value: string, others?: Record<string, string>][] = [
  ['PORT', '80a'],
  ['PORT', '-1'],
  ['PORT', '65536'],
  ['PORT', '8080\nX'],
  ['FULL_HOSTNAME', 'traffic.example.com'],
  ['FULL_HOSTNAME', 'ftp://traffic.example.com'],
  ...[
    ...[
      '/below?x=1',
      '/below#x',
      '?',
      '/a/../b',
      '/..',
      '/./a',
      '/%2e%2e/a',
      '/a%2fb',
      '/a b',
      '/a;b',
      '/ü',
      '/a\\b',
    ],
    `/${'a'.repeat(200)}`,
  ].map((path): [string, string] => ['FULL_HOSTNAME', `https://tools.example.com${path}`]),
  ['DATABASE_URL', 'mysql://root:hunter2hunter2@h/d'],
  ['DATABASE_URL', 'sqlite:'],
  ['DATABASE_URL', 'sqlite::memory:'],
  ['DATABASE_URL', 'postgres://u:hunter2hunter2@h:99999/d'],
  ['DATABASE_URL', 'postgres://u:hunter2hunter2@h/'],
  ['DATABASE_URL', 'postgres://u:hunter2hunter2@h/d?sslmode=maybe'],
  ['DATABASE_URL', 'postgres://u:hunter2hunter2%@h/d'],
  ['DATABASE_URL', 'postgres://u:hunter2hunter2$/more@h/d'],
  ['DATABASE_URL', 'postgres://u:12/a?hunter2ssl@h/d'],
  ['DB2_URI', 'db2://user@host:50001/BLUDB'],
  ['DB2_URI', 'db2://user:hunter2;hunter2@host:50001/BLUDB;SECURITY=SSL;'],
  ['DB2_URI', 'postgres://u:hunter2hunter2@h/d'],
  ['CE_SERVICES', '{"appid": hunter2hunter2'],
  ['CE_SERVICES', '["hunter2hunter2"]'],
  ['CE_SERVICES', '{"dashdb":[{"credentials":{"password":"hunter2hunter2"}}]}'],
  ['CE_SERVICES', '{"databases-for-postgresql":[{"credentials":{}}]}'],
  ['CE_SERVICES', '{"appid":[{"credentials":{"secret":"hunter2hunter2"}}]}'],
  ['APPID_SECRET', '', { APPID_CLIENT_ID: 'id' }],
  ['APPID_OAUTH_SERVER_URL', 'us-south', { APPID_CLIENT_ID: 'id', APPID_SECRET: 'hunter2hunter2' }],
  ['APPID_OAUTH_SERVER_URL', 'https://us-south.appid.cloud.ibm.com/oauth/v4/1'],
  ['OIDC_ISSUER', 'https://accounts.google.com'],
  ['OIDC_CLIENT_ID', '', { OIDC_CLIENT_SECRET: 'hunter2hunter2' }],
  ['OIDC_PKCE', 'S256'],
  ['OIDC_TRUST_EMAIL', 'yes'],
  ['OIDC_TRUST_EMAIL', 'true'],
  ...[
    'https://login.microsoftonline.com/common/v2.0',
    'https://login.microsoftonline.com/organizations/v2.0/.well-known/openid-configuration',
    'https://LOGIN.microsoftonline.com/Consumers/v2.0',
    'https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0',
    'https://login.microsoftonline.us/common/v2.0',
    'https://sts.windows.net/common/',
    'https://accounts.google.com',
  ].map((issuer): [string, string, Record<string, string>] => [
    'OIDC_TRUST_EMAIL',
    'true',
    { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: 'id', OIDC_CLIENT_SECRET: 'hunter2hunter2' },
  ]),
  ['GITHUB_LOGIN_CLIENT_SECRET', '', { GITHUB_LOGIN_CLIENT_ID: 'id' }],
  ['SECRET_KEY', 'hunter2hunter2'],
  ['SECRET_KEY_PREVIOUS', 'hunter2hunter2'],
  ['GITHUB_API_URL', 'http://api.github.com'],
  ['GITHUB_API_URL', 'https://me:hunter2hunter2@api.github.com'],
  ['COLLECT_BUDGET_SECONDS', '0'],
  ['COLLECT_BUDGET_SECONDS', '8 minutes'],
  ['COLLECT_AT', '24:00'],
  ['COLLECT_AT', '6:00'],
  ['TRUST_PROXY', 'yes'],
  ['ADMIN_EMAIL', 'ada'],
  ['ADMIN_EMAIL', 'ada@example.com, bob@example.com'],
  ['SMTP_URL', 'mail.example.com'],
  ['SMTP_URL', 'smtp://user:hunter2%hunter2@mail.example.com'],
  ['SMTP_URL', 'http://user:hunter2hunter2@mail.example.com'],
  ['PING_URL', 'hc-ping.com/hunter2hunter2'],
  ['METRICS_TOKEN', 'hunter2'],
  ['METRICS_TOKEN', 'hunter2 hunter2 hunter2'],
  ['HTTPS_PROXY', 'socks5://u:hunter2hunter2@h:1080'],
  ['HTTPS_PROXY', 'http://u:hunter2/hunter2@h:3128'],
  ['HTTP_PROXY', 'http://u:hunter2%hunter2@h:3128'],
  ['HTTP_PROXY', 'http://u:hunter2hunter2@h:99999'],
  ['NO_PROXY', 'https://internal.example'],
  ['NO_PROXY', '10.0.0.0/33'],
  ['SECURITY_CONTACT', 'somebody'],
  ['SECURITY_CONTACT', 'http://example.com/report'],
  ['SECURITY_CONTACT', 'security@example.com, javascript:alert(1)'],
  ['SECURITY_CONTACT', 'https://'],
  ['SECURITY_CONTACT', 'mailto:a@b\nContact: x'],
  ['LOG_LEVEL', 'loud'],
  ['LOG_PRETTY', 'maybe'],
];

describe('the environment', () => {
  for (const [name, value, others] of BAD) {
    it(`is refused with one line where ${name} is ${JSON.stringify(value)}`, (flags: Flags) => {
      const message = complaint({ ...others, [name]: value }, newFolder(flags));
      expect(message).to.match(new RegExp(`^${name}: [^\\n]+, e\\.g\\. [^\\n]+$`));
      expect(message).to.not.contain('hunter2');
    });
  }

  it('is refused without a word of a secret, whatever the secret is', (flags: Flags) => {
    const here = newFolder(flags);
    const secret = fc
      .string({ minLength: 8, maxLength: 31 })
      .map((text) => `Zq7${text}`)
      .filter((text) => Buffer.byteLength(text) < 32);
    const places: ((text: string) => Record<string, string>)[] = [
      (text) => ({ SECRET_KEY: text }),
      (text) => ({ SECRET_KEY_PREVIOUS: text }),
      (text) => ({ DATABASE_URL: `mysql://u:${text}@h/d` }),
      (text) => ({ DATABASE_URL: `postgres://u:${text}@:x/d` }),
      (text) => ({ DB2_URI: `db2://u:${text};@h/d` }),
      (text) => ({ SMTP_URL: `mail:${text}` }),
      // Without its own quotes, which might make it JSON.
      (text) => ({ CE_SERVICES: `{"appid":"${text.replaceAll('"', '')}` }),
      (text) => ({ OIDC_CLIENT_SECRET: text }),
    ];
    fc.assert(
      fc.property(secret, fc.constantFrom(...places), (text, place) => {
        const message = complaint(place(text), here);
        expect(message).to.not.be.empty();
        expect(message).to.not.contain('Zq7');
        expect(message).to.not.contain('\n');
      }),
      { numRuns: 300 },
    );
  });

  it('may come from files and from .env, and real variables win', (flags: Flags) => {
    const here = newFolder(flags);
    const file = join(here, 'port');
    writeFileSync(file, '8081\n');
    writeFileSync(join(here, '.env'), 'PORT=8080\nADMIN_EMAIL="me@example.com"\nLOG_LEVEL=warn\n');
    expect(readConfig({ SECRET_KEY: KEY }, here)).to.include({ port: 8080, adminEmail: 'me@example.com' });
    const env = { SECRET_KEY: KEY, PORT_FILE: file, LOG_LEVEL: 'error' };
    expect(readConfig(env, here).port).to.equal(8081);
    expect(readConfig(env, here).log.level).to.equal('error');
    expect(complaint({ EVENT_TOKEN_FILE: join(here, 'none') }, here)).to.match(/^EVENT_TOKEN_FILE: /);
  });

  it('needs nothing at all on a laptop, and keeps a key of its own that only the owner reads', (flags: Flags) => {
    const here = newFolder(flags);
    const first = readConfig({}, here);
    expect(first.database).to.equal({ dialect: 'sqlite', file: join(here, 'data', 'traffic.sqlite') });
    expect(first.missing).to.equal([]);
    expect(first).to.include({ port: 5000, host: '127.0.0.1', publicUrl: 'http://127.0.0.1:5000' });
    expect(readConfig({}, here).secretKey).to.equal(first.secretKey);
    expect(statSync(join(here, 'data', 'secret-key')).mode & 0o777).to.equal(0o600);
  });

  it('takes the path of the public address, however its slashes are written', (flags: Flags) => {
    const here = newFolder(flags);
    const of = (given: string) => readConfig({ SECRET_KEY: KEY, FULL_HOSTNAME: given }, here).publicUrl;
    for (const given of ['/traffic', '/traffic/', '//traffic', '/traffic///', ' /traffic '])
      expect(of(`https://tools.example.com${given}`.replace(' /', '/'))).to.equal(
        'https://tools.example.com/traffic',
      );
    expect(of('http://Tools.example.com:80/A/b-c._~1//d/')).to.equal('http://tools.example.com/A/b-c._~1/d');
    for (const given of ['', '/', '//'])
      expect(of(`https://tools.example.com${given}`)).to.equal('https://tools.example.com');
  });

  it('on Code Engine falls back to no disk, and says what is missing', (flags: Flags) => {
    const here = newFolder(flags);
    const env = { CE_APP: 'ghstats', CE_SUBDOMAIN: 'abc', CE_DOMAIN: 'us-south.codeengine.appdomain.cloud' };
    const config = readConfig({ ...env, PORT: '8080' }, here);
    expect(config).to.include({ host: '0.0.0.0', budgetSeconds: 240, collectAt: null, proxies: 1 });
    expect(config.publicUrl).to.equal('https://ghstats.abc.us-south.codeengine.appdomain.cloud');
    expect(config.missing.map((one) => one.what)).to.have.length(4);
    expect(config.missing.flatMap((one) => one.commands).join()).to.contain('--name ghstats');
    expect(existsSync(join(here, 'data'))).to.be.false();
    expect(readConfig({ CE_JOB: 'ghstats-rotate', CE_SUBDOMAIN: 'abc' }, here).missing).to.have.length(4);
    expect(existsSync(join(here, 'data'))).to.be.false();
    const whole = readConfig({ ...env, SECRET_KEY: KEY, DB2_URI: 'db2://u:p@h:1/D' }, here);
    expect(whole.missing).to.equal([]);
  });

  it('warns of an event token that can be guessed, and takes two while they change', (flags: Flags) => {
    const config = readConfig({ SECRET_KEY: KEY, EVENT_TOKEN: ` short , ${KEY}` }, newFolder(flags));
    expect(config.eventTokens).to.equal(['short', KEY]);
    expect(config.warnings).to.have.length(1);
    expect(config.warnings[0]).to.match(/^EVENT_TOKEN: /);
    expect(readConfig({ SECRET_KEY: KEY, EVENT_TOKEN: KEY }, newFolder(flags)).warnings).to.equal([]);
  });

  it('is described in full: every variable stands in .env.example and in the README', (flags: Flags) => {
    const { root } = readConfig({ SECRET_KEY: KEY }, newFolder(flags));
    const example = readFileSync(join(root, '.env.example'), 'utf8');
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    for (const name of VARIABLES) {
      expect(example, name).to.match(new RegExp(`^# ?${name}=`, 'm'));
      expect(readme, name).to.contain(`\`${name}\``);
    }
    const listed = [...example.matchAll(/^# ?([A-Z][A-Z0-9_]+)=/gm)].map((match) => match[1] ?? '');
    expect(listed.filter((name) => !VARIABLES.has(name))).to.equal([]);
  });
});
