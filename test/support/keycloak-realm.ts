import { CLIENT } from './identity-provider.js';
import type { NetBrowser, Page } from './net-browser.js';

interface Given {
  url: string;
  username: string;
  password: string;
}

export const PASSWORD = 'a password of the tests';

export interface Realm {
  issuer: string;
  /** Lets the app at `home` sign people in, and out. */
  allow(home: string): Promise<void>;
  user(name: string, emailVerified: boolean): Promise<void>;
  /** Signs by a new key from now on. */
  rotateKeys(): Promise<void>;
}

/** A new realm in the running Keycloak, with a client that must use PKCE. All by its admin REST API. */
export async function createRealm(given: Given, name: string): Promise<Realm> {
  const api = async (method: string, path: string, body?: object): Promise<Response> => {
    const answer = await fetch(`${given.url}/admin/realms${path}`, {
      method,
      headers: { authorization: `Bearer ${await token(given)}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  await api('POST', '', { realm: name, enabled: true, sslRequired: 'none' });
  const client = {
    id: `${name}-client`,
    clientId: CLIENT.id,
    secret: CLIENT.secret,
    redirectUris: [] as string[],
    // "+": whatever is a redirect URI, which is Keycloak's own default.
    attributes: { 'pkce.code.challenge.method': 'S256', 'post.logout.redirect.uris': '+' },
  };
  await api('POST', `/${name}/clients`, client);
  return {
    issuer: `${given.url}/realms/${name}`,
    async allow(home) {
      await api('PUT', `/${name}/clients/${client.id}`, {
        ...client,
        redirectUris: [`${home}/redirect_uri`],
      });
    },
    async user(username, emailVerified) {
      const names = { firstName: username, lastName: 'Example' };
      const credentials = [{ type: 'password', value: PASSWORD, temporary: false }];
      const email = `${username}@example.com`;
      await api('POST', `/${name}/users`, {
        username,
        email,
        emailVerified,
        enabled: true,
        credentials,
        ...names,
      });
    },
    async rotateKeys() {
      const realm = (await (await api('GET', `/${name}`)).json()) as { id: string };
      const config = { priority: ['500'], enabled: ['true'], active: ['true'], algorithm: ['RS256'] };
      const providerType = 'org.keycloak.keys.KeyProvider';
      const key = { name: 'newest', providerId: 'rsa-generated', providerType, parentId: realm.id, config };
      await api('POST', `/${name}/components`, key);
    },
  };
}

async function token({ url, username, password }: Given): Promise<string> {
  const form = { grant_type: 'password', client_id: 'admin-cli', username, password };
  const address = `${url}/realms/master/protocol/openid-connect/token`;
  const answer = await fetch(address, { method: 'POST', body: new URLSearchParams(form) });
  return ((await answer.json()) as { access_token: string }).access_token;
}

/** Fills Keycloak's sign-in page in. */
export function enter(browser: NetBrowser, page: Page, username: string): Promise<Page> {
  const action = /<form id="kc-form-login"[^>]*action="([^"]+)"/.exec(page.text)?.[1];
  if (!action) throw new Error(`no sign-in page: ${page.status} ${page.url}\n${page.text.slice(0, 2_000)}`);
  return browser.post(action.replaceAll('&amp;', '&'), { username, password: PASSWORD, credentialId: '' });
}
