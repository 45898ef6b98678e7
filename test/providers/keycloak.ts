import { expect } from '@hapi/code';
import type { Server } from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import { listening } from '../plugins/auth/provider-house.js';
import type { AppOptions, Flags } from '../support/app.js';
import { browser } from '../support/browser.js';
import { createRealm, enter, type Realm } from '../support/keycloak-realm.js';
import { netBrowser } from '../support/net-browser.js';
import { person, tenant } from '../support/people.js';

export const lab = Lab.script();
const { describe, it, before } = lab;

const given = JSON.parse(process.env['KEYCLOAK'] ?? 'null');
const options = { skip: given === null, timeout: 120_000 };

/** What the operator reads of sign-ins that failed. */
function lines(server: Server): string[] {
  const seen: string[] = [];
  server.events.on('log', ({ data }) => {
    const { kind, message, cause } = data as { kind?: string; message?: string; cause?: string };
    if (kind === 'auth.refused' || kind === 'auth.sign-in-failed') seen.push(`${message} ${cause ?? ''}`);
  });
  return seen;
}

describe('Keycloak', options, () => {
  let realm: Realm;

  before(async () => {
    if (given === null) return;
    realm = await createRealm(given, 'traffic');
    for (const name of ['alice', 'bob', 'charlie']) await realm.user(name, true);
    await realm.user('una', false);
  });

  const open = async (flags: Flags, more: AppOptions = {}) => {
    const made = await listening(flags, realm.issuer, more);
    await realm.allow(made.home);
    return { ...made, seen: lines(made.server) };
  };

  it(
    'lets the first administrator in by ADMIN_EMAIL, with the PKCE that it forces',
    options,
    async (flags: Flags) => {
      const { home } = await open(flags, { env: { ADMIN_EMAIL: 'Alice@example.com' } });
      const alice = netBrowser();
      const page = await enter(alice, await alice.get(`${home}/admin/initialize-app`), 'alice');
      expect(page.url).to.equal(`${home}/admin/initialize-app`);
      expect(page.text).to.contain('Connect GitHub').and.not.to.contain('name="setupcode"');
    },
  );

  it('takes an invitation, in a browser that has to sign in first', options, async (flags: Flags) => {
    const { home, server } = await open(flags);
    const acme = await tenant(server, 'acme');
    const owner = await person(server, 'Olga', [acme.id, 'tenant']);
    const form = { email: 'bob@example.com', role: 'viewer', repository: '' };
    const sent = await browser(server, owner.cookie).post(`/settings/invite?tenant=${acme.id}`, form);
    const code = /\/invitation#([\w-]+)/.exec(sent.payload)?.[1] ?? '';
    const bob = netBrowser();
    await bob.get(`${home}/invitation`);
    const crumb = () => bob.jars.get('127.0.0.1')?.get('crumb') ?? '';
    await bob.post(`${home}/invitation`, { crumb: crumb(), code });
    const page = await enter(bob, await bob.get(`${home}/login?next=/invitation`), 'bob');
    expect(page.text).to.contain(`value="${code}"`);
    const in_ = await bob.post(`${home}/invitation`, { crumb: crumb(), code });
    expect(in_.url).to.equal(`${home}/overview?tenant=${acme.id}`);
  });

  it('says of an address that it is not verified; OIDC_TRUST_EMAIL helps', options, async (flags: Flags) => {
    const { home } = await open(flags);
    const una = netBrowser();
    const page = await enter(una, await una.get(`${home}/user/profile`), 'una');
    expect(page.text).to.contain(['gave the address una@example.com', 'OIDC_TRUST_EMAIL=true']);
    const trusting = await open(flags, { env: { OIDC_TRUST_EMAIL: 'true' } });
    const other = netBrowser();
    const trusted = await enter(other, await other.get(`${trusting.home}/user/profile`), 'una');
    expect(trusted.text).to.contain('<dd>una@example.com</dd>');
  });

  it('is told of where PKCE is left out', options, async (flags: Flags) => {
    const { home, seen } = await open(flags, { env: { OIDC_PKCE: 'false' } });
    const page = await netBrowser().get(`${home}/login`);
    expect(page.status).to.equal(401);
    expect(seen).to.have.length(1);
    expect(seen[0]).to.contain(['invalid_request', 'code_challenge_method']);
  });

  it('is told of where the client’s secret is wrong', options, async (flags: Flags) => {
    const { home, seen } = await open(flags, { env: { OIDC_CLIENT_SECRET: 'not the secret at all' } });
    const alice = netBrowser();
    const page = await enter(alice, await alice.get(`${home}/login`), 'alice');
    expect(page.status).to.equal(401);
    expect(page.text).to.contain('Example ID does not accept this app');
    expect(seen).to.have.length(1);
    expect(seen[0]).to.contain(['answered 401', 'unauthorized_client']).and.not.to.contain('not the secret');
  });

  it('is told of where the clocks differ, and by how much', options, async (flags: Flags) => {
    const { home, seen } = await open(flags, { now: () => new Date(Date.now() - 120_000) });
    const alice = netBrowser();
    expect((await enter(alice, await alice.get(`${home}/login`), 'alice')).status).to.equal(401);
    expect(seen.join()).to.match(/clock is 1[12]\d seconds ahead of this machine’s/);
  });

  it(
    'lets every tab in, also those that it sends back because of the first',
    options,
    async (flags: Flags) => {
      const { home, count } = await open(flags);
      const charlie = netBrowser();
      const tabs = [];
      for (const path of ['/user/profile', '/user/profile?done=added', '/user/profile?done=removed'])
        tabs.push(await charlie.get(home + path));
      const [first, ...others] = tabs;
      expect((await enter(charlie, first!, 'charlie')).url).to.equal(`${home}/user/profile`);
      for (const tab of others) {
        const page = await enter(charlie, tab, 'charlie');
        expect(page.status, page.way.join(' ')).to.equal(200);
        expect(page.url).to.contain(`${home}/user/profile?done=`);
      }
      expect(await count('sessions')).to.equal(1);
    },
  );

  it('signs out too, and asks for the password again', options, async (flags: Flags) => {
    const { home } = await open(flags);
    const alice = netBrowser();
    await enter(alice, await alice.get(`${home}/user/profile`), 'alice');
    const crumb = alice.jars.get('127.0.0.1')?.get('crumb') ?? '';
    const out = await alice.post(`${home}/logout`, { crumb });
    const [, address = ''] = /^1; url=(.*)$/.exec(out.headers.get('refresh') ?? '') ?? [];
    const back = await alice.get(address);
    expect(back.url).to.equal(`${home}/`);
    expect((await alice.get(`${home}/user/profile`)).text).to.contain('kc-form-login');
  });

  it('may change its keys at any moment', options, async (flags: Flags) => {
    const { home } = await open(flags);
    const enters = async () => {
      const alice = netBrowser();
      return (await enter(alice, await alice.get(`${home}/user/profile`), 'alice')).status;
    };
    expect(await enters()).to.equal(200);
    await realm.rotateKeys();
    expect(await enters()).to.equal(200);
  });
});
