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
    });
    expect(() => provider({ ...oidc, APPID_CLIENT_ID: 'id', APPID_SECRET: 's' })).to.throw(/one provider/);
  });

  it('is the explicit one before the bound one', () => {
    const credentials = { clientId: 'bound', secret: 's', oauthServerUrl: APPID };
    const CE_SERVICES = JSON.stringify({ appid: [{ credentials }] });
    const oidc = { OIDC_ISSUER: 'https://id.example.com', OIDC_CLIENT_ID: 'mine', OIDC_CLIENT_SECRET: 's' };
    expect(provider({ CE_SERVICES, ...oidc })).to.include({ kind: 'oidc', clientId: 'mine' });
  });
});
