import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { provider } from '../../config/providers.js';

export const lab = Lab.script();
const { describe, it } = lab;

const APPID = 'https://eu-de.appid.cloud.ibm.com/oauth/v4/1234';

describe('the sign-in provider', () => {
  it('is none where nothing is set', () => {
    expect(provider({})).to.be.null();
  });

  it('is App ID by its three variables', () => {
    const env = { APPID_CLIENT_ID: 'id', APPID_SECRET: 'secret', APPID_OAUTH_SERVER_URL: `${APPID}/` };
    expect(provider(env)).to.equal({
      kind: 'appid',
      label: 'App ID',
      issuer: APPID,
      clientId: 'id',
      clientSecret: 'secret',
      pkce: true,
      trustEmail: false,
    });
  });

  it('is a bound App ID, in either spelling of its address', () => {
    for (const spelling of ['oauthServerUrl', 'oAuthServerUrl']) {
      const credentials = { clientId: 'id', secret: 'secret', [spelling]: APPID };
      const CE_SERVICES = JSON.stringify({ appid: [{ credentials }] });
      expect(provider({ CE_SERVICES })).to.include({ kind: 'appid', issuer: APPID, clientSecret: 'secret' });
    }
  });

  it('is another provider, with its name on the button and without PKCE where that is told', () => {
    const oidc = { OIDC_ISSUER: 'https://id.example.com/', OIDC_CLIENT_ID: 'id', OIDC_CLIENT_SECRET: 's' };
    expect(provider({ ...oidc, OIDC_NAME: 'Example', OIDC_PKCE: 'false' })).to.equal({
      kind: 'oidc',
      label: 'Example',
      issuer: 'https://id.example.com/',
      clientId: 'id',
      clientSecret: 's',
      pkce: false,
      trustEmail: false,
    });
    expect(() => provider({ ...oidc, APPID_CLIENT_ID: 'id', APPID_SECRET: 's' })).to.throw(/one provider/);
  });

  it('is understood where its discovery document is given for its issuer', () => {
    const rest = { OIDC_CLIENT_ID: 'id', OIDC_CLIENT_SECRET: 's' };
    for (const [given, issuer] of [
      ['https://id.example.com/realms/r/.well-known/openid-configuration', 'https://id.example.com/realms/r'],
      ['https://id.example.com/.well-known/openid-configuration?appid=1', 'https://id.example.com'],
      ['https://id.example.com/o/app/.well-known/openid-configuration/', 'https://id.example.com/o/app'],
      [' https://id.example.com/.well-known/oauth-authorization-server', 'https://id.example.com'],
      ['https://id.example.com/o/app/', 'https://id.example.com/o/app/'],
    ] as [string, string][])
      expect(provider({ ...rest, OIDC_ISSUER: given })).to.include({ issuer });
    const appid = { APPID_CLIENT_ID: 'id', APPID_SECRET: 's' };
    const env = { ...appid, APPID_OAUTH_SERVER_URL: `${APPID}/.well-known/openid-configuration` };
    expect(provider(env)).to.include({ issuer: APPID });
  });

  it('is trusted for its addresses where that is said, and it is the operator’s own', () => {
    const rest = { OIDC_CLIENT_ID: 'id', OIDC_CLIENT_SECRET: 's', OIDC_TRUST_EMAIL: 'true' };
    for (const OIDC_ISSUER of [
      'https://login.microsoftonline.com/8c1b6f3e-0000-4000-8000-5d9d6c1a2b3c/v2.0',
      'https://login.microsoftonline.com/contoso.onmicrosoft.com/v2.0',
      'https://authentik.example.com/application/o/traffic/',
      'https://common.example.com/common',
    ])
      expect(provider({ ...rest, OIDC_ISSUER })).to.include({ trustEmail: true });
  });

  it('is the explicit one before the bound one', () => {
    const credentials = { clientId: 'bound', secret: 's', oauthServerUrl: APPID };
    const CE_SERVICES = JSON.stringify({ appid: [{ credentials }] });
    const oidc = { OIDC_ISSUER: 'https://id.example.com', OIDC_CLIENT_ID: 'mine', OIDC_CLIENT_SECRET: 's' };
    expect(provider({ CE_SERVICES, ...oidc })).to.include({ kind: 'oidc', clientId: 'mine' });
  });
});
