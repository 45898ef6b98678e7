import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { after, type Flags, NOON } from '../../support/app.js';
import { browser } from '../../support/browser.js';
import { person } from '../../support/people.js';
import { account, firstDay, PASSWORD } from '../auth/first-day.js';
import { rows } from './house.js';
import { codeIn, track, twoTenants } from './two-tenants.js';

export const lab = Lab.script();
const { describe, it } = lab;

const DAY = 86_400_000;
const words = (payload: string): string => payload.replace(/value="[^"]*"/g, '');

describe('an invitation', () => {
  it('is a link that its owner sees once, and whose secret is stored as a hash only', async (flags: Flags) => {
    const { server, as, dora } = await twoTenants(flags);
    const page = await as(dora).post('/settings/invite', { email: ' Erin@Example.com ', role: 'viewer' });
    expect(page.statusCode).to.equal(200);
    const code = codeIn(page.payload);
    expect(code).to.have.length(43);
    const again = (await as(dora).get('/settings')).payload;
    expect(again)
      .to.contain(['erin@example.com', 'Viewer', 'until 28 November 2026'])
      .and.not.to.contain(code);
    for (const table of ['invitations', 'events'])
      expect(JSON.stringify(await rows(server, `SELECT * FROM "${table}"`))).not.to.contain(code);
  });

  it('gives its role to whoever signs in with the address, in whatever case, once', async (flags: Flags) => {
    const { server, as, dora, charlie, beta } = await twoTenants(flags);
    const code = codeIn(
      (await as(dora).post('/settings/invite', { email: 'CHARLIE@example.com', role: 'viewer' })).payload,
    );
    const visitor = as(charlie);
    expect((await visitor.get('/invitation')).payload).to.contain(['name="code"', 'charlie@example.com']);
    const done = await visitor.post('/invitation', { code: `https://app.example.com/invitation#${code}` });
    expect(done.statusCode).to.equal(303);
    expect(done.headers.location).to.equal(`/overview?tenant=${beta.id}`);
    expect((await visitor.get(`/overview?tenant=${beta.id}`)).statusCode).to.equal(200);
    expect((await visitor.get('/settings')).statusCode).to.equal(404);
    expect((await visitor.post('/invitation', { code })).statusCode).to.equal(422);
    const [event] = await rows(server, `SELECT * FROM "events" WHERE "kind" = 'tenancy.invitation-accepted'`);
    expect(event).to.include({ actor_name: 'Charlie', actor_subject: 'charlie', tenant_id: beta.id });
  });

  it('is not for an address that only looks like it in lower case', async (flags: Flags) => {
    const { server, as, dora } = await twoTenants(flags);
    const code = codeIn(
      (await as(dora).post('/settings/invite', { email: 'MIKE@example.com', role: 'viewer' })).payload,
    );
    const mallory = await person(server, 'Mallory');
    for (const email of [
      'mi\u212ae@example.com',
      'm\u0131ke@example.com',
      'mike+x@example.com',
      'mike@example.com.',
    ]) {
      await rows(server, `UPDATE "users" SET "email" = '${email}' WHERE "id" = ${mallory.user.id}`);
      await rows(server, `UPDATE "revisions" SET "value" = "value" + 1`);
      expect((await as(mallory).post('/invitation', { code })).statusCode, email).to.equal(422);
    }
    const mike = await person(server, 'Mike');
    expect((await as(mike).post('/invitation', { code })).statusCode).to.equal(303);
  });

  it('goes with the repository that it is for, and so does the role that it gave', async (flags: Flags) => {
    const { server, as, dora, charlie, alice, acme, beta } = await twoTenants(flags);
    const repository = await track(server, beta.id, 'beta', 'rocket');
    const kept = await track(server, beta.id, 'beta', 'hidden');
    const single = { role: 'repository-viewer', repository: 'beta/rocket' };
    const invite = async (email: string) =>
      codeIn((await as(dora).post('/settings/invite', { ...single, email })).payload);
    expect(
      (await as(charlie).post('/invitation', { code: await invite('charlie@example.com') })).statusCode,
    ).to.equal(303);
    const open = await invite('alice@example.com');
    await as(dora).post('/settings/invite', {
      ...single,
      repository: 'beta/hidden',
      email: 'bob@example.com',
    });
    await as(dora).post('/api/deleterepo', { repoid: `${repository}`, confirm: '1', history: '1' });
    await as(dora).post('/api/deleterepo', { repoid: `${kept}`, confirm: '1' });
    const grants = await rows(server, `SELECT * FROM "grants" WHERE "repository_id" > 0`);
    expect(grants).to.equal([]);
    expect((await as(alice).post('/invitation', { code: open })).statusCode).to.equal(422);
    expect(await rows(server, `SELECT "email" FROM "invitations"`)).to.equal([{ email: 'bob@example.com' }]);
    // A database that was restored from a backup gives the number out again.
    const [again] = await rows<{ id: number }>(server, `SELECT "id" FROM "tenants" WHERE "id" = ${acme.id}`);
    const facts = `(${repository}, ${again!.id}, 77, 'acme', 'secret', '', ${true}, ${false}, '2026-11-01 00:00:00')`;
    await rows(
      server,
      `INSERT INTO "repositories" ("id", "tenant_id", "github_id", "owner", "name", "description", "private", "archived", "added_at") VALUES ${facts}`,
    );
    await rows(server, `UPDATE "revisions" SET "value" = "value" + 1`);
    expect((await as(charlie).get('/repos/acme/secret')).statusCode).to.equal(404);
    expect((await as(alice).get('/repos/acme/secret')).statusCode).to.equal(200);
  });

  it('answers alike whether it is unknown, expired, taken back, used, or another’s', async (flags: Flags) => {
    let now = NOON;
    const { server, as, dora, charlie, alice, beta } = await twoTenants(flags, { now: () => now });
    const invite = async (email: string) =>
      codeIn((await as(dora).post('/settings/invite', { email, role: 'viewer' })).payload);
    const others = await invite('somebody@example.com');
    const back = await invite('charlie@example.com');
    const [row] = await rows<{ id: number }>(
      server,
      `SELECT "id" FROM "invitations" WHERE "email" LIKE 'charlie%'`,
    );
    await as(dora).post('/settings/uninvite', { invitation: `${row!.id}` });
    const old = await invite('charlie@example.com');
    now = new Date(NOON.getTime() + 7 * DAY);
    const visitor = as(await person(server, 'Charlie'));
    const answers = [];
    for (const code of ['unknown', 'x'.repeat(43), others, back, old])
      answers.push(await visitor.post('/invitation', { code }));
    expect(answers.map(({ statusCode }) => statusCode)).to.equal([422, 422, 422, 422, 422]);
    expect(new Set(answers.map(({ payload }) => words(payload))).size).to.equal(1);
    expect(await rows(server, `SELECT * FROM "grants" WHERE "user_id" = ${charlie.user.id}`)).to.equal([]);
    const nothing = await visitor.post('/invitation', { code: ' ' });
    expect(nothing.payload).to.contain('Paste the code here');
    // Nobody without a session learns anything either.
    const strangers = await Promise.all(
      [others, 'unknown'].map((code) => browser(server).post('/invitation', { code })),
    );
    expect(new Set(strangers.map(({ payload }) => words(payload))).size).to.equal(1);
    expect([alice.user.id, beta.id]).to.not.include(0);
  });

  it('needs an address that the provider has verified, and cannot be guessed for long', async (flags: Flags) => {
    const { server, as, dora } = await twoTenants(flags);
    const { auth, database } = server.plugins;
    const frank = await database.write(async (transaction) => {
      const claims = { name: 'Frank', email: 'frank@example.com', emailVerified: false };
      const user = await auth.identify(transaction, { issuer: 'https://x', subject: 'f', ...claims });
      return { user, cookie: await auth.cookie(await auth.startSession(transaction, user.id)) };
    });
    const code = codeIn(
      (await as(dora).post('/settings/invite', { email: 'frank@example.com', role: 'viewer' })).payload,
    );
    const visitor = as(frank);
    expect((await visitor.get('/invitation')).payload).to.contain('verified no address');
    for (let at = 0; at < 10; at += 1)
      expect((await visitor.post('/invitation', { code })).statusCode).to.equal(422);
    expect((await visitor.post('/invitation', { code })).statusCode).to.equal(429);
  });

  it('has one winner where one person opens it ten times at once', async (flags: Flags) => {
    const { server, as, dora, charlie } = await twoTenants(flags);
    const code = codeIn(
      (await as(dora).post('/settings/invite', { email: 'charlie@example.com', role: 'tenant' })).payload,
    );
    const tries = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const one = as(charlie);
        await one.get('/');
        return one.post('/invitation', { code });
      }),
    );
    expect(tries.map(({ statusCode }) => statusCode).sort()).to.equal([303, 422, 422, 422, 422]);
    expect(await rows(server, `SELECT * FROM "grants" WHERE "user_id" = ${charlie.user.id}`)).to.have.length(
      1,
    );
  });

  it('can be to a single repository, and shows that one only', async (flags: Flags) => {
    const { server, as, dora, charlie, acme, beta } = await twoTenants(flags);
    await track(server, beta.id, 'beta', 'rocket');
    await track(server, beta.id, 'beta', 'secret');
    await track(server, acme.id, 'acme', 'foreign');
    const invite = (repository: string) =>
      as(dora).post('/settings/invite', {
        email: 'charlie@example.com',
        role: 'repository-viewer',
        repository,
      });
    for (const name of ['', 'beta/none', 'acme/foreign']) {
      const refused = await invite(name);
      expect(refused.statusCode).to.equal(422);
      expect(refused.payload).to.contain('id="repository-error"');
    }
    await as(charlie).post('/invitation', { code: codeIn((await invite('BETA/Rocket')).payload) });
    const list = (await as(charlie).get('/repos/list')).payload;
    expect(list).to.contain('beta/rocket').and.not.to.contain('beta/secret');
    expect((await as(dora).get('/settings')).payload).to.contain('Viewer of beta/rocket');
  });

  it('is sent where there is a mail server, and shown where that fails', async (flags: Flags) => {
    const sent: { to: string; text: string }[] = [];
    let away = false;
    const mail = async (message: { to: string; subject: string; text: string }) => {
      if (away) throw new Error('connection refused');
      sent.push(message);
    };
    const { as, dora, charlie } = await twoTenants(flags, { mail });
    const invite = () => as(dora).post('/settings/invite', { email: 'charlie@example.com', role: 'viewer' });
    const page = await invite();
    expect(page.payload).to.contain('on its way').and.not.to.contain('/invitation#');
    expect(sent[0]?.to).to.equal('charlie@example.com');
    const code = /\/invitation#([\w-]{43})\n/.exec(sent[0]?.text ?? '')?.[1] ?? '';
    expect((await as(charlie).post('/invitation', { code })).statusCode).to.equal(303);
    away = true;
    expect(codeIn((await invite()).payload)).to.have.length(43);
  });
});

describe('an invitation where people have passwords', () => {
  it('lets its holder choose one for the address, and no other address or account', async (flags: Flags) => {
    const { server, code } = await firstDay(flags);
    const ada = browser(server);
    await ada.post('/login/account', account(code));
    const { database, tenancy } = server.plugins;
    await database.write(async (transaction) => {
      const token = {
        token: 'ghp_x'.repeat(8),
        account: 'acme',
        kind: 'classic',
        scopes: [],
        expiresAt: null,
      };
      await tenancy.initialize(transaction, 1, { name: 'acme', githubLogin: 'acme', ...token });
    });
    const invite = async (email: string) =>
      codeIn((await ada.post('/settings/invite', { email, role: 'viewer' })).payload);
    const secret = await invite('bob@example.com');
    const bob = browser(server);
    const form = (await bob.post('/invitation', { code: secret })).payload;
    expect(form).to.contain(['name="repeated"', secret]).and.not.to.contain('bob@example.com');
    const join = (email: string, more: object = {}) =>
      bob.post('/invitation/account', {
        ...{ code: secret, name: 'Bob', email, password: PASSWORD, repeated: PASSWORD },
        ...more,
      });
    const short = await join('bob@example.com', { password: 'short', repeated: 'other' });
    expect(short.payload)
      .to.contain(['id="password-error"', 'id="repeated-error"'])
      .and.not.to.contain('short');
    const wrong = [await join('eve@example.com'), await join('bob@example.com', { code: 'unknown' })];
    // Ada's address is known here, with another password than this.
    const known = await join('ada@example.com', {
      code: await invite('ada@example.com'),
      password: 'not the same one',
      repeated: 'not the same one',
    });
    expect([...wrong, known].map(({ statusCode }) => statusCode)).to.equal([422, 422, 422]);
    const bare = (text: string) => words(text);
    expect(new Set([...wrong, known].map(({ payload }) => bare(payload))).size).to.equal(1);
    expect(await rows(server, 'SELECT "id" FROM "users"')).to.have.length(1);

    const done = await join('Bob@example.com');
    expect(done.statusCode).to.equal(303);
    expect((await bob.get('/overview')).statusCode).to.equal(200);
    const again = browser(server);
    expect(
      (await again.post('/login', { email: 'bob@example.com', password: PASSWORD })).statusCode,
    ).to.equal(303);
    // Who has an account already enters its password, and gets the role.
    const more = await invite('bob@example.com');
    const second = browser(server);
    const entered = await second.post('/invitation/account', {
      ...{ code: more, name: 'Bob', email: 'bob@example.com', password: PASSWORD, repeated: PASSWORD },
    });
    expect(entered.statusCode).to.equal(303);
    expect(await rows(server, 'SELECT "id" FROM "users"')).to.have.length(2);
  });

  it('makes nobody wait who signs in meanwhile: no password is hashed for a wrong code', async (flags: Flags) => {
    const { server, code } = await firstDay(flags);
    await browser(server).post('/login/account', account(code));
    const eve = browser(server);
    await eve.get('/login');
    const hashed = countHashes(flags);
    const guess = (at: number) =>
      eve.post('/invitation/account', {
        ...{ code: 'x'.repeat(43), name: 'Eve', email: `eve${at}@example.com` },
        ...{ password: PASSWORD, repeated: PASSWORD },
      });
    const answers = await Promise.all(Array.from({ length: 30 }, (_, at) => guess(at)));
    const statuses = answers.map(({ statusCode }) => statusCode);
    expect(statuses.filter((status) => status === 422)).to.have.length(10);
    expect(statuses.filter((status) => status === 429)).to.have.length(20);
    expect(hashed()).to.equal(0);
    await browser(server).post('/login', { email: 'ada@example.com', password: PASSWORD });
    expect(hashed()).to.equal(1);
  });
});

/** How many passwords have been hashed since. */
function countHashes(flags: Flags): () => number {
  let count = 0;
  const { scrypt } = crypto;
  const swap = (by: object) => {
    Object.assign(crypto, { scrypt: by });
    syncBuiltinESMExports();
  };
  swap((...given: Parameters<typeof scrypt>) => {
    count += 1;
    scrypt(...given);
  });
  after(flags, () => swap(scrypt));
  return () => count;
}
