import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { mockProvider } from '../../support/identity-provider.js';
import { netBrowser } from '../../support/net-browser.js';
import { freePort, listening } from './provider-house.js';

export const lab = Lab.script();
const { describe, it } = lab;

/** A browser whose tabs begin a sign-in all at once, before any of them has a cookie; the answers come when it is told. */
async function tabs(home: string, paths: string[]) {
  const jar = new Map<string, string>();
  async function ask(url: string) {
    const cookie = [...jar].map((pair) => pair.join('=')).join('; ');
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const header of answer.headers.getSetCookie()) {
      const [pair = ''] = header.split(';');
      const [name = '', value = ''] = pair.split(/=(.*)/s);
      if (/max-age=0/i.test(header)) jar.delete(name);
      else jar.set(name, value);
    }
    return answer;
  }
  const begin = async (path: string) => {
    const first = await fetch(home + path, { redirect: 'manual' });
    const login = await fetch(home + first.headers.get('location')!, { redirect: 'manual' });
    return fetch(home + login.headers.get('location')!, { redirect: 'manual' });
  };
  const begun = await Promise.all(paths.map(begin));
  for (const answer of begun) {
    const [pair = ''] = answer.headers.getSetCookie()[0]!.split(';');
    const [name = '', value = ''] = pair.split('=');
    jar.set(name, value);
  }
  return { jar, ask, at: begun.map((answer) => answer.headers.get('location')!) };
}

/** Where the provider sends a tab back to; each has a nonce of its own. */
async function answered(at: string): Promise<string> {
  const sent = await fetch(at, { redirect: 'manual' });
  return sent.headers.get('location')!;
}

const PATHS = Array.from({ length: 14 }, (_, at) => `/user/profile?done=${at % 2 ? 'added' : 'removed'}`);

describe('a browser whose tabs sign in at once', () => {
  it('is signed in by the first that comes back; the others go on to their pages, one after the other', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { home, count } = await listening(flags, provider.issuer);
    const { jar, ask, at } = await tabs(home, PATHS);
    expect(jar.size).to.equal(14);
    // nginx takes 8 KB of header.
    expect([...jar].join('; ').length).to.be.below(2_000);
    for (const [nth, address] of [...at].reverse().entries()) {
      const answer = await ask(await answered(address));
      expect(answer.headers.get('location'), `the ${nth}th`).to.equal(PATHS[13 - nth]!);
    }
    expect(await count('sessions')).to.equal(1);
    expect([...jar.keys()].filter((name) => name.startsWith('login-'))).to.equal([]);
    expect((await ask(`${home}/user/profile`)).status).to.equal(200);
  });

  it('gets in with all answers at the same moment, too', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    provider.token = (asked) => provider.sign(provider.claims(asked));
    const { home } = await listening(flags, provider.issuer);
    const { jar, ask, at } = await tabs(home, PATHS.slice(0, 2));
    // The stand-in knows one sign-in at a time, and gives its nonce to whoever asks for the token.
    const nonces = at.map((address) => new URL(address).searchParams.get('nonce')!);
    const states = at.map((address) => new URL(address).searchParams.get('state')!);
    provider.answers.set('/token', async (_request, response, body) => {
      const nth = Number(new URLSearchParams(body).get('code'));
      const asked = { state: '', challenge: '', redirectUri: '', nonce: nonces[nth]! };
      const id_token = await provider.sign(provider.claims(asked));
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ id_token }));
    });
    const answers = await Promise.all(
      states.map((state, nth) => ask(`${home}/redirect_uri?code=${nth}&state=${encodeURIComponent(state)}`)),
    );
    expect(answers.map(({ headers }) => headers.get('location'))).to.equal(PATHS.slice(0, 2));
    expect(jar.size).to.be.above(0);
    expect((await ask(`${home}/user/profile`)).status).to.equal(200);
  });

  it('lands on its page where the provider answers the other tabs with an error, as Keycloak does', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { home } = await listening(flags, provider.issuer);
    const { ask, at } = await tabs(home, PATHS.slice(0, 3));
    expect((await ask(await answered(at[0]!))).status).to.equal(303);
    for (const [nth, address] of at.slice(1).entries()) {
      const state = new URL(address).searchParams.get('state')!;
      const error = { error: 'temporarily_unavailable', error_description: 'authentication_expired', state };
      const answer = await ask(`${home}/redirect_uri?${new URLSearchParams(error)}`);
      expect(answer.headers.get('location')).to.equal(PATHS[nth + 1]!);
    }
  });

  it('keeps at most thirty pending, the newest', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    let time = Date.now();
    const { home } = await listening(flags, provider.issuer, { now: () => new Date(time) });
    const eve = netBrowser();
    provider.answers.set('/authorize', (_request, response) => response.end('a form'));
    for (let at = 0; at < 40; at += 1) {
      time += 1_000;
      await eve.get(`${home}/login/oidc`);
    }
    const kept = [...eve.jars.get('127.0.0.1')!.keys()].filter((name) => name.startsWith('login-'));
    expect(kept).to.have.length(30);
  });

  it('signs in anew where somebody begins it while signed in', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { home } = await listening(flags, provider.issuer);
    const browser = netBrowser();
    await browser.get(`${home}/login`);
    provider.token = (asked) => provider.sign(provider.claims(asked, { sub: 'bob', name: 'Bob' }));
    const page = await browser.get(`${home}/login/oidc?next=/user/profile`);
    expect(page.text).to.contain('<h1>Bob</h1>');
  });

  it('is not led astray by a restored answer: who is signed in goes to the overview', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { home, port } = await listening(flags, provider.issuer);
    const alice = netBrowser();
    await alice.get(`${home}/login`);
    const cookie = `sid-${port}=${alice.jars.get('127.0.0.1')!.get(`sid-${port}`)}`;
    for (const query of ['code=x&state=y', 'error=x', 'error=access_denied&state=z']) {
      const answer = await fetch(`${home}/redirect_uri?${query}`, {
        redirect: 'manual',
        headers: { cookie },
      });
      expect(answer.headers.get('location')).to.equal('/overview');
    }
  });

  it('refuses a state that was changed, or is another browser’s', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    const { home, count } = await listening(flags, provider.issuer);
    const one = await tabs(home, PATHS.slice(0, 1));
    const other = await tabs(home, PATHS.slice(0, 1));
    const back = new URL(await answered(one.at[0]!));
    expect((await other.ask(back.href)).status).to.equal(401);
    const state = back.searchParams.get('state')!;
    for (const changed of [
      state.slice(0, -9) + (state.at(-9) === 'A' ? 'B' : 'A') + state.slice(-8),
      state.slice(0, 22),
      `${state}x`,
      state.slice(0, 22) + new URL(other.at[0]!).searchParams.get('state')!.slice(22),
    ]) {
      back.searchParams.set('state', changed);
      expect((await one.ask(back.href)).status, changed).to.equal(401);
    }
    expect(await count('sessions')).to.equal(0);
  });
});

describe('an app under a path of its host', () => {
  it('signs people in there, from another name of the host too, and out to there', async (flags: Flags) => {
    const provider = await mockProvider(flags);
    provider.discovery = { end_session_endpoint: `${provider.issuer}/end?tenant=1` };
    const port = await freePort();
    const home = `http://127.0.0.1:${port}/traffic`;
    const env = { PORT: String(port), FULL_HOSTNAME: home };
    const { server } = await listening(flags, provider.issuer, { env });
    const kept = async () => {
      const [rows] = await server.plugins.database.sequelize.query(
        'SELECT "id_token" FROM "session_answers"',
      );
      return (rows as { id_token: string }[]).map((row) => row.id_token);
    };
    const alice = netBrowser();
    const page = await alice.get(`http://localhost:${port}/traffic/user/profile`);
    expect(page.status).to.equal(200);
    expect(page.url).to.equal(`${home}/user/profile`);
    expect(provider.asked?.redirectUri).to.equal(`${home}/redirect_uri`);
    // Sealed, and gone with the session.
    expect((await kept())[0]).to.match(/^v1\./);
    const crumb = alice.jars.get('127.0.0.1')?.get('crumb') ?? '';
    const out = await alice.post(`${home}/logout`, { crumb });
    expect(await kept()).to.equal([]);
    const address = new URL(/^1; url=(.*)$/.exec(out.headers.get('refresh') ?? '')?.[1] ?? '');
    expect(Object.fromEntries(address.searchParams)).to.include({
      tenant: '1',
      client_id: 'traffic',
      post_logout_redirect_uri: `${home}/redirect_uri`,
    });
    expect(address.searchParams.get('id_token_hint')).to.match(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect((await alice.get(`${home}/redirect_uri`)).url).to.equal(`${home}/`);
  });
});
