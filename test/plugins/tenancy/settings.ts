import { readFileSync } from 'node:fs';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { browser } from '../../support/browser.js';
import { people, person, tenant } from '../../support/people.js';
import { CLASSIC, FINE, house, rows } from './house.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('the settings of a tenant', () => {
  it('are there for its owner, and do not exist for members and strangers', async (flags: Flags) => {
    const { server } = await house(flags);
    const { alice, bob, charlie } = await people(server);
    const page = await browser(server, alice.cookie).get('/settings');
    expect(page.statusCode).to.equal(200);
    expect(page.payload).to.contain(['ends in <code>1234</code>', 'public_repo', 'Alice', 'Bob', 'Viewer']);
    expect(page.payload).not.to.contain(['ghp_aliceToken1234']);
    for (const { cookie } of [bob, charlie])
      expect((await browser(server, cookie).get('/settings')).statusCode).to.equal(404);
  });

  it('are one’s own, whatever tenant the address names', async (flags: Flags) => {
    const { server } = await house(flags);
    const { alice } = await people(server);
    const beta = await tenant(server, 'beta', 'ghp_betaToken0000009876');
    const mine = browser(server, alice.cookie);
    expect((await mine.get(`/settings?tenant=${beta.id}`)).statusCode).to.equal(404);
    const change = await mine.post(`/settings/token?tenant=${beta.id}`, { ghtoken: FINE });
    expect(change.statusCode).to.equal(404);
    expect((await server.plugins.tenancy.credential(beta.id))?.token).to.equal('ghp_betaToken0000009876');
    expect((await mine.get('/settings?tenant=nonsense')).statusCode).to.equal(400);
  });

  it('take another token once GitHub knows it; the old one is gone from the disk', async (flags: Flags) => {
    const { server, file } = await house(flags);
    const { alice } = await people(server);
    const before = (await rows<{ sealed: string }>(server, 'SELECT "sealed" FROM "credentials"'))[0]!.sealed;
    const mine = browser(server, alice.cookie);
    const forgotten: string[] = [];
    const { github } = server.plugins;
    github.forget = (account) => void forgotten.push(account);
    for (const ghtoken of ['', 'nonsense', 'ghp_unknownToGitHub000001']) {
      const refused = await mine.post('/settings/token', { ghtoken });
      expect(refused.statusCode).to.equal(422);
      expect(refused.payload).to.contain('id="ghtoken-error"');
    }
    const done = await mine.post('/settings/token', { ghtoken: ` ${FINE}\n` });
    expect(done.statusCode).to.equal(303);
    expect((await mine.get(String(done.headers.location))).payload).to.contain([
      'fine-grained',
      FINE.slice(-4),
    ]);
    expect(await server.plugins.tenancy.credential(1)).to.include({
      token: FINE,
      account: 'Octo',
      problem: null,
    });
    expect(forgotten).to.equal(['acme']);
    const [event] = await rows<{ actor_name: string; details: string }>(
      server,
      `SELECT * FROM "events" WHERE "kind" = 'tenancy.token-replaced'`,
    );
    expect(event?.actor_name).to.equal('Alice');
    expect(event?.details).not.to.contain(FINE);
    await server.plugins.database.sequelize.query('PRAGMA wal_checkpoint(TRUNCATE)');
    expect(readFileSync(file).includes(before)).to.be.false();
  });

  it('leave the token as it is while GitHub cannot be reached', async (flags: Flags) => {
    const { server, github } = await house(flags);
    const { alice } = await people(server);
    github.script('/user', { status: 500, body: {} });
    const page = await browser(server, alice.cookie).post('/settings/token', { ghtoken: CLASSIC });
    expect(page.statusCode).to.equal(503);
    expect((await server.plugins.tenancy.credential(1))?.token).to.equal('ghp_aliceToken1234');
  });
});

describe('the profile', () => {
  it('says one’s roles in words, by tenant', async (flags: Flags) => {
    const { server } = await house(flags);
    const { alice, bob } = await people(server);
    const mine = (await browser(server, alice.cookie).get('/user/profile')).payload;
    expect(mine).to.contain([
      'Administrator of this installation',
      '<strong>acme</strong>: Owner',
      'alice@example.com',
    ]);
    expect((await browser(server, bob.cookie).get('/user/profile')).payload).to.contain(
      'Viewer: reads all traffic',
    );
    const moved = await browser(server, bob.cookie).get('/user');
    expect(moved.headers.location).to.equal('/user/profile');
  });

  it('tells who has no role whom to ask, and the sign-in leads there without a loop', async (flags: Flags) => {
    const { server } = await house(flags);
    const { charlie } = await people(server);
    const page = browser(server, charlie.cookie);
    expect((await page.get('/user/profile')).payload).to.contain('Ask an administrator of this installation');
    await rows(server, `INSERT INTO "installation" ("id", "initialized_at") VALUES (1, '2026-11-20')`);
    const landed = await page.get('/overview');
    expect(landed.headers.location).to.equal('/user/profile');
  });
});

describe('the banner over a tenant’s pages', () => {
  const DAY = 86_400_000;

  it('says that GitHub refuses the token, to its owner and members only, until it works again', async (flags: Flags) => {
    const { server } = await house(flags);
    const { alice, bob, charlie } = await people(server);
    const root = await person(server, 'Root', [0, 'administrator']);
    const { database, tenancy } = server.plugins;
    const report = (problem: string | null) =>
      database.write((transaction) => tenancy.reportCredential(transaction, 1, problem));
    const seen = async ({ cookie }: { cookie: string }) =>
      (await browser(server, cookie).get('/user/profile')).payload.includes('Nothing is collected for acme');
    await report('GitHub does not accept it any more. Make a new one.');
    expect(await Promise.all([alice, bob, charlie, root].map(seen))).to.equal([true, true, false, false]);
    const owner = (await browser(server, alice.cookie).get('/user/profile')).payload;
    expect(owner).to.contain(['notice error', 'Make a new one.', '/settings?tenant=1']);
    expect((await browser(server, bob.cookie).get('/user/profile')).payload).to.contain(
      'An owner of acme can replace',
    );
    await report(null);
    expect(await seen(alice)).to.be.false();
  });

  it('counts the last fortnight of a token down: a note, a warning, an alarm', async (flags: Flags) => {
    let now = new Date('2026-11-01T00:00:00Z');
    const { server } = await house(flags, { now: () => now });
    await people(server);
    const { database, tenancy } = server.plugins;
    const expires = new Date('2026-12-01T00:00:00Z');
    await database.write((transaction) => tenancy.reportExpiry(transaction, 1, expires));
    const level = async (days: number) => {
      now = new Date(expires.getTime() - days * DAY);
      const { cookie } = await person(server, `Member${days * 10}`, [1, 'viewer']);
      const page = (await browser(server, cookie).get('/user/profile')).payload;
      return (
        /notice (\w+)"[^>]*>\s*<p>[\s\S]*?GitHub token of acme (expire[sd] [^(.]+)/.exec(page)?.slice(1) ?? null
      );
    };
    expect(await level(15)).to.be.null();
    expect(await level(14)).to.equal(['info', 'expires in 14 days ']);
    expect(await level(7)).to.equal(['warning', 'expires in 7 days ']);
    expect(await level(1.5)).to.equal(['error', 'expires in 2 days ']);
    expect(await level(-1)).to.equal(['error', 'expired on 2026-12-01']);
  });
});
