import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { type MockProvider, mockProvider } from '../../support/identity-provider.js';
import { netBrowser } from '../../support/net-browser.js';
import { listening } from './provider-house.js';

export const lab = Lab.script();
const { describe, it } = lab;

const OCTO = { id: 583231, login: 'octo', name: 'Octo Cat' };
const address = (email: string, primary: boolean, verified: boolean) => ({ email, primary, verified });

/** A GitHub that signs octo in, and the app that has only this way. */
async function house(
  flags: Flags,
  addresses: object[],
  account: object = OCTO,
  token: object = { access_token: 't' },
) {
  const github = await mockProvider(flags);
  const json = (path: string, value: object): void => {
    github.answers.set(path, (_request, response) => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
    });
  };
  github.answers.set('/login/oauth/authorize', (request, response) => {
    const query = new URL(request.url!, github.issuer).searchParams;
    const back = `${query.get('redirect_uri')}?code=a-code&state=${query.get('state')}`;
    response.writeHead(302, { location: back }).end();
  });
  json('/login/oauth/access_token', token);
  json('/user', account);
  json('/user/emails', addresses);
  const env = {
    ...{ OIDC_ISSUER: '', OIDC_CLIENT_ID: '', OIDC_CLIENT_SECRET: '' },
    ...{ GITHUB_LOGIN_CLIENT_ID: 'gh', GITHUB_LOGIN_CLIENT_SECRET: 'secret', GITHUB_API_URL: github.issuer },
  };
  return { github: github as MockProvider, ...(await listening(flags, github.issuer, { env })) };
}

describe('signing in with GitHub', () => {
  it('knows somebody by the number, with the primary address that GitHub verified', async (flags: Flags) => {
    const addresses = [address('spare@example.com', false, true), address('octo@example.com', true, true)];
    const { home, server } = await house(flags, addresses);
    const page = await netBrowser().get(`${home}/user/profile`);
    expect(page.status).to.equal(200);
    expect(page.text).to.contain(['Octo Cat', 'octo@example.com', '<dd>GitHub</dd>']);
    const [rows] = await server.plugins.database.sequelize.query(
      'SELECT "issuer", "subject" FROM "identities"',
    );
    expect(rows).to.equal([{ issuer: 'https://github.com', subject: '583231' }]);
  });

  it('takes no address that is not verified, or not the primary one', async (flags: Flags) => {
    const addresses = [address('spare@example.com', false, true), address('octo@example.com', true, false)];
    const { home } = await house(flags, addresses);
    expect((await netBrowser().get(`${home}/user/profile`)).text).to.contain(
      'none that your provider has verified',
    );
  });

  it('lets nobody in whom GitHub does not name, and does not loop', async (flags: Flags) => {
    for (const [account, token] of [
      [OCTO, { error: 'bad_verification_code' }],
      [{ login: 'octo' }, { access_token: 't' }],
      [{ id: '583231' }, { access_token: 't' }],
    ] as const) {
      const { home, count } = await house(flags, [], account, token);
      expect((await netBrowser().get(`${home}/login`)).status).to.equal(401);
      expect((await netBrowser().get(`${home}/login/github?error=server_error`)).status).to.equal(401);
      expect((await netBrowser().get(`${home}/login/github?state=x`)).status).to.equal(401);
      expect(await count('sessions')).to.equal(0);
    }
  });
});
