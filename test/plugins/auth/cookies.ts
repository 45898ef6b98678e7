import { expect } from '@hapi/code';
import type { Server } from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import { app, type Flags } from '../../support/app.js';
import { people } from '../../support/people.js';

export const lab = Lab.script();
const { describe, it } = lab;

const profile = async (server: Server, cookie: string): Promise<number> =>
  (await server.inject({ url: '/user/profile', headers: { cookie } })).statusCode;

describe('a cookie that is not ours', () => {
  const JUNK = [
    'junk',
    '',
    'Fe26.2**a*b*c*d**e*f',
    '"quoted"',
    'a,b',
    '%',
    '\u007f',
    'x'.repeat(3000),
    '{}',
    'null',
  ];

  it('is ignored, however strange: never 400, never somebody', async (flags: Flags) => {
    const { server } = await app(flags);
    const { alice } = await people(server);
    const [name = '', sealed = ''] = alice.cookie.split(/=(.*)/s);
    const tampered = [
      sealed.slice(0, -1),
      `${sealed}x`,
      sealed.replace(/\*.{3}/, '*abc'),
      sealed.toUpperCase(),
    ];
    for (const value of [...JUNK, ...tampered]) {
      expect(await profile(server, `${name}=${value}`), value).to.equal(302);
      expect(
        (await server.inject({ url: '/', headers: { cookie: `${name}=${value}` } })).statusCode,
      ).to.equal(200);
    }
    for (const foreign of [
      'other=1; ; =; a',
      'weird name=1',
      '=x',
      'login-oidc=junk',
      'a=b=c; __proto__=1',
    ]) {
      expect((await server.inject({ url: '/login/link', headers: { cookie: foreign } })).statusCode).to.equal(
        200,
      );
      expect(await profile(server, `${foreign}; ${alice.cookie}`), foreign).to.equal(200);
    }
  });

  it('of an installation with another key opens nothing', async (flags: Flags) => {
    const { server } = await app(flags);
    const other = await app(flags, {
      env: { SECRET_KEY: 'another secret key of more than thirty-two bytes' },
    });
    await people(other.server);
    expect(await profile(other.server, (await people(server)).alice.cookie)).to.equal(302);
  });

  it('of another installation further up on the same host leaves ours alone', async (flags: Flags) => {
    const env = { FULL_HOSTNAME: 'https://tools.example.com/tools/traffic' };
    const { server } = await app(flags, { env });
    const { alice } = await people(server);
    const [name = ''] = alice.cookie.split('=');
    // Browsers send the cookie of the longer path first.
    expect(await profile(server, `${alice.cookie}; ${name}=of-the-other`)).to.equal(200);
    expect(await profile(server, `crumb=a; crumb=b; ${alice.cookie}`)).to.equal(200);
    expect(await profile(server, `${name}=of-the-other; ${alice.cookie}`)).to.equal(302);
  });
});
