import { expect } from '@hapi/code';
import type { Request, Server } from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import { models } from '../../../plugins/auth/models.js';
import { makeSessions } from '../../../plugins/auth/sessions.js';
import { app, type Flags, NOON } from '../../support/app.js';
import { browser } from '../../support/browser.js';
import { people } from '../../support/people.js';

export const lab = Lab.script();
const { describe, it } = lab;

const MINUTE = 60_000;

const sql = (server: Server, text: string): Promise<unknown> =>
  server.plugins.database.write(async (transaction) => {
    await server.plugins.database.sequelize.query(text, { transaction });
    await server.plugins.database.touch(transaction, 'access');
  });

const profile = async (server: Server, cookie: string): Promise<number> =>
  (await server.inject({ url: '/user/profile', headers: { cookie } })).statusCode;

/** The Set-Cookie header of a sign-in with a password, for an app at `publicUrl`. */
async function signIn(flags: Flags, publicUrl: string) {
  const { server } = await app(flags, { env: { FULL_HOSTNAME: publicUrl, PORT: '5000' } });
  const { auth, database, tenancy } = server.plugins;
  auth.waitsForSetup(async () => true);
  const code = server.plugins.security.derive('set-up code').toString('base64url').slice(0, 24);
  const password = 'a fortnight is not enough';
  const form = { setupcode: code, name: 'Ada', email: 'ada@example.com', password, repeated: password };
  const answer = await browser(server).post('/login/account', form);
  return { cookies: [answer.headers['set-cookie'] ?? []].flat() as string[], database, tenancy, server };
}

describe('a session', () => {
  it('is a host-bound, secure, script-proof cookie on https', async (flags: Flags) => {
    const { cookies } = await signIn(flags, 'https://traffic.example.com');
    const [sid] = cookies.filter((cookie) => cookie.startsWith('__Host-sid='));
    expect(sid!.split('; ').slice(1).sort()).to.equal(['HttpOnly', 'Path=/', 'SameSite=Lax', 'Secure']);
    expect(sid!.length).to.be.below(600);
  });

  it('is the same without Secure on plain http, by port, since ports share cookies', async (flags: Flags) => {
    const { cookies } = await signIn(flags, 'http://127.0.0.1:5000');
    const [sid] = cookies.filter((cookie) => cookie.startsWith('sid-5000='));
    expect(sid!.split('; ').slice(1).sort()).to.equal(['HttpOnly', 'Path=/', 'SameSite=Lax']);
  });

  it('is stored as a hash only', async (flags: Flags) => {
    const { server } = await app(flags);
    const { user } = (await people(server)).alice;
    const { auth, database } = server.plugins;
    const secret = await database.write((transaction) => auth.startSession(transaction, user.id));
    const [rows] = await database.sequelize.query('SELECT * FROM "sessions"');
    expect(JSON.stringify(rows)).not.to.contain(secret);
  });

  it('is kept in memory with so many others only', async (flags: Flags) => {
    const { server } = await app(flags);
    const { user } = (await people(server)).alice;
    const { database, security } = server.plugins;
    const tables = models(database.sequelize);
    const sessions = makeSessions(database, security, tables, () => NOON, 2);
    const begin = () => database.write((transaction) => sessions.startSession(transaction, user.id));
    const [first, second, third] = [await begin(), await begin(), await begin()];
    let read = 0;
    tables.sessions.addHook('beforeFind', () => {
      read += 1;
    });
    const find = async (secret: string): Promise<number> => {
      const before = read;
      expect((await sessions.find(secret, {} as Request))?.user.id).to.equal(user.id);
      return read - before;
    };
    expect([await find(first), await find(second), await find(second)]).to.equal([1, 1, 0]);
    expect([await find(third), await find(third), await find(first)]).to.equal([1, 0, 1]);
  });

  it('ends by signing out: the row is gone, the cookie is taken back, a kept cookie opens nothing', async (flags: Flags) => {
    const { server } = await app(flags);
    const { alice, bob } = await people(server);
    const page = browser(server, alice.cookie);
    const asked = await page.get('/logout');
    expect(asked.payload).to.contain('Sign out?');
    expect(await profile(server, alice.cookie)).to.equal(200);
    const done = await page.post('/logout');
    expect(done.statusCode).to.equal(303);
    expect(done.headers['clear-site-data']).to.equal('"cache"');
    expect(String(done.headers['set-cookie'])).to.match(/sid-0=; Max-Age=0/);
    expect(await profile(server, alice.cookie)).to.equal(302);
    expect(await profile(server, bob.cookie)).to.equal(200);
    expect((await page.get('/logout')).headers.location).to.equal('/');
  });

  it('is not ended by another site, nor by a form without its token', async (flags: Flags) => {
    const { server } = await app(flags);
    const { cookie } = (await people(server)).alice;
    const page = browser(server, cookie);
    expect((await page.post('/logout', {}, { 'sec-fetch-site': 'cross-site' })).statusCode).to.equal(403);
    expect((await page.post('/logout', {}, { origin: 'https://evil.example.com' })).statusCode).to.equal(403);
    expect((await page.post('/logout', { crumb: 'wrong' })).statusCode).to.equal(403);
    expect(await profile(server, cookie)).to.equal(200);
  });

  it('ends everywhere at once, and is recorded', async (flags: Flags) => {
    const { server } = await app(flags);
    const { alice, bob } = await people(server);
    const { auth, database, events } = server.plugins;
    const other = await database.write((transaction) => auth.startSession(transaction, alice.user.id));
    const elsewhere = await auth.cookie(other);
    expect(await profile(server, elsewhere)).to.equal(200);
    await browser(server, alice.cookie).post('/user/signout-everywhere');
    expect([await profile(server, alice.cookie), await profile(server, elsewhere)]).to.equal([302, 302]);
    expect(await profile(server, bob.cookie)).to.equal(200);
    const noted = await events.list({ kind: 'auth.signed-out-everywhere', page: 1, pageSize: 9 });
    expect(noted.rows.map(({ actor }) => actor?.name)).to.equal(['Alice']);
  });

  it('is nothing any more at the next request after the person was switched off', async (flags: Flags) => {
    const { server } = await app(flags);
    const { alice, bob } = await people(server);
    expect(await profile(server, alice.cookie)).to.equal(200);
    await sql(server, `UPDATE "users" SET "disabled_at" = '2026-01-01' WHERE "id" = ${alice.user.id}`);
    expect([await profile(server, alice.cookie), await profile(server, bob.cookie)]).to.equal([302, 200]);
  });

  it('ends after half an hour without a request, and after eight hours in any case', async (flags: Flags) => {
    let now = NOON;
    const { server } = await app(flags, { now: () => now });
    const { alice, bob } = await people(server);
    now = new Date(NOON.getTime() + 31 * MINUTE);
    expect(await profile(server, alice.cookie)).to.equal(302);
    for (let minute = 0; minute <= 480; minute += 20) {
      now = new Date(NOON.getTime() + minute * MINUTE);
      expect(await profile(server, bob.cookie)).to.equal(200);
    }
    now = new Date(NOON.getTime() + 481 * MINUTE);
    expect(await profile(server, bob.cookie)).to.equal(302);
  });

  it('stays alive here while it is used on another instance', async (flags: Flags) => {
    let now = NOON;
    const { server } = await app(flags, { now: () => now });
    const { alice } = await people(server);
    expect(await profile(server, alice.cookie)).to.equal(200);
    now = new Date(NOON.getTime() + 40 * MINUTE);
    const seen = new Date(NOON.getTime() + 39 * MINUTE).toISOString();
    await server.plugins.database.sequelize.query(`UPDATE "sessions" SET "seen_at" = '${seen}'`);
    expect(await profile(server, alice.cookie)).to.equal(200);
  });

  it('that ends while a request is reading it is not remembered', async (flags: Flags) => {
    const { server } = await app(flags);
    const { alice, bob } = await people(server);
    let pause: (() => Promise<void>) | undefined;
    server.plugins.auth.onCredentials(async ({ name }) => {
      if (name === 'Alice') await pause?.();
    });
    let go = () => {};
    const reading = new Promise<void>((entered) => {
      pause = () => {
        entered();
        return new Promise((resolve) => {
          go = resolve;
        });
      };
    });
    const slow = profile(server, alice.cookie);
    await reading;
    pause = undefined;
    await sql(server, `DELETE FROM "sessions" WHERE "user_id" = ${alice.user.id}`);
    await profile(server, bob.cookie);
    go();
    await slow;
    expect(await profile(server, alice.cookie)).to.equal(302);
  });
});
