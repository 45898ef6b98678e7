import { readFileSync } from 'node:fs';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { browser } from '../../support/browser.js';
import { person } from '../../support/people.js';
import { CLASSIC, FINE, house, rows } from './house.js';

export const lab = Lab.script();
const { describe, it } = lab;

const PROVIDER = {
  OIDC_ISSUER: 'https://id.example.com',
  OIDC_CLIENT_ID: 'traffic',
  OIDC_CLIENT_SECRET: 'a secret',
};

/** A provider is configured, Alice is signed in through it, and the set-up code stands on the console. */
async function firstDay(flags: Flags, env: Record<string, string> = {}) {
  const printed: string[] = [];
  const print = (text: string) => void printed.push(text);
  const made = await house(flags, { env: { ...PROVIDER, ...env }, print });
  await made.server.start();
  const code = / {2}(\S{24})\n/.exec(printed.join(''))?.[1] ?? '';
  const alice = browser(made.server, (await person(made.server, 'Alice')).cookie);
  const form = { username: 'Acme', ghuser: 'octo', ghtoken: CLASSIC, setupcode: code };
  return { ...made, code, alice, form };
}

describe('the first run', () => {
  it('makes the administrator, the tenant and its sealed token, and goes on to choose repositories', async (flags: Flags) => {
    const { server, alice, form, file } = await firstDay(flags);
    const page = await alice.get('/admin/initialize-app');
    expect(page.payload).to.contain(['name="setupcode"', 'name="ghtoken"', 'Administration: read']);
    expect((await alice.get('/admin/firststep')).payload).to.contain('name="ghuser"');
    const done = await alice.post('/admin/secondstep', form);
    expect(done.statusCode).to.equal(303);
    expect(done.headers.location).to.equal('/repos/list?first=1');
    expect((await alice.get('/settings')).payload).to.contain(['Octo', CLASSIC.slice(-4)]);
    expect(await server.plugins.tenancy.credential(1)).to.include({ token: CLASSIC, account: 'Octo' });
    const events = JSON.stringify(await rows(server, 'SELECT * FROM "events"'));
    expect(events).to.contain('tenancy.initialized').and.not.to.contain(CLASSIC);
    if (server.plugins.database.dialect !== 'sqlite') return;
    expect(readFileSync(file).includes(CLASSIC)).to.be.false();
    expect(readFileSync(`${file}-wal`).includes(CLASSIC)).to.be.false();
  });

  it('is over for ever afterwards: 404, for everybody', async (flags: Flags) => {
    const { server, alice, form } = await firstDay(flags);
    await alice.post('/admin/secondstep', form);
    const charlie = browser(server, (await person(server, 'Charlie')).cookie);
    for (const who of [alice, charlie, browser(server)]) {
      expect((await who.get('/admin/initialize-app')).statusCode).to.equal(404);
      expect((await who.get('/admin/firststep')).statusCode).to.equal(404);
      expect((await who.post('/admin/secondstep', form)).statusCode).to.equal(404);
    }
    expect((await browser(server).get('/')).payload).not.to.contain('Not set up yet');
  });

  it('has one winner of fifty at the same time', async (flags: Flags) => {
    const { server, form } = await firstDay(flags);
    const crowd = [];
    for (let at = 0; at < 50; at += 1) {
      const one = browser(server, (await person(server, `Person${at}`)).cookie);
      await one.get('/');
      crowd.push(one);
    }
    const answers = await Promise.all(crowd.map((one) => one.post('/admin/secondstep', form)));
    const count = (status: number) => answers.filter(({ statusCode }) => statusCode === status).length;
    expect([count(303), count(404)]).to.equal([1, 49]);
    const made = await rows<{ role: number; n: number }>(
      server,
      'SELECT "role", COUNT(*) AS "n" FROM "grants" GROUP BY "role"',
    );
    expect(made.map(({ role, n }) => `${role} ${n}`).sort()).to.equal(['1 1', '4 1']);
    expect(await rows(server, 'SELECT "id" FROM "tenants"')).to.have.length(1);
  });

  it('wants a person: a page leads to the sign-in, a form is refused', async (flags: Flags) => {
    const { server, form } = await firstDay(flags);
    const nobody = browser(server);
    const page = await nobody.get('/admin/initialize-app');
    expect(page.headers.location).to.equal('/login?next=%2Fadmin%2Finitialize-app');
    expect((await nobody.post('/admin/secondstep', form)).statusCode).to.equal(401);
  });

  it('wants the set-up code before it asks GitHub, and lets nobody guess it', async (flags: Flags) => {
    const { server, alice, form, github } = await firstDay(flags);
    for (let at = 0; at < 10; at += 1) {
      const wrong = await alice.post('/admin/secondstep', { ...form, setupcode: `guess ${at}` });
      expect(wrong.statusCode).to.equal(422);
      expect(wrong.payload).to.contain('id="setupcode-error"');
    }
    const stopped = await alice.post('/admin/secondstep', { ...form, setupcode: 'another guess' });
    expect(stopped.statusCode).to.equal(429);
    expect(Number(stopped.headers['retry-after'])).to.be.above(0);
    expect(github.requests).to.have.length(0);
    expect(await rows(server, 'SELECT "id" FROM "grants"')).to.equal([]);
    // Wrong ones may be somebody else's behind the same address: the right one counts.
    expect((await alice.post('/admin/secondstep', form)).statusCode).to.equal(303);
  });

  it('asks for no code of whoever has the verified address ADMIN_EMAIL, in whatever case', async (flags: Flags) => {
    const { server, alice, form } = await firstDay(flags, { ADMIN_EMAIL: ' ALICE@Example.com ' });
    expect((await alice.get('/admin/initialize-app')).payload).not.to.contain('name="setupcode"');
    const bob = browser(server, (await person(server, 'Bob')).cookie);
    expect((await bob.post('/admin/secondstep', { ...form, setupcode: '' })).statusCode).to.equal(422);
    expect((await alice.post('/admin/secondstep', { ...form, setupcode: '' })).statusCode).to.equal(303);
  });

  it('asks for the code where the address only looks like ADMIN_EMAIL in lower case', async (flags: Flags) => {
    const { server, form } = await firstDay(flags, { ADMIN_EMAIL: 'mike@example.com' });
    // \u212a, the Kelvin sign, becomes a k in lower case.
    const mallory = browser(server, (await person(server, 'Mi\u212ae')).cookie);
    await server.plugins.database.sequelize.query(
      `UPDATE "users" SET "email" = 'mi\u212ae@example.com' WHERE "name" = 'Mi\u212ae'`,
    );
    expect((await mallory.get('/admin/initialize-app')).payload).to.contain('name="setupcode"');
    expect((await mallory.post('/admin/secondstep', { ...form, setupcode: '' })).statusCode).to.equal(422);
  });

  it('says beside the field what GitHub says of the token, and never writes the token back', async (flags: Flags) => {
    const { alice, form, github } = await firstDay(flags);
    github.world.accounts.addToken('octo', { token: 'ghp_weakTokenWithoutScope', scopes: ['read:org'] });
    const cases: [object, string, RegExp][] = [
      [{ ghtoken: 'ghp_unknownToGitHub000001' }, 'ghtoken', /GitHub does not know this token/],
      [
        { ghtoken: 'ghp_weakTokenWithoutScope' },
        'ghtoken',
        /only has read:org\. It needs the scope public_repo/,
      ],
      [{ ghtoken: 'ghp_tokenOfSomebodyElse001' }, 'ghuser', /belongs to other, not to octo/],
      [{ ghtoken: 'too short' }, 'ghtoken', /does not look like a GitHub token/],
      [{ ghtoken: '' }, 'ghtoken', /Paste the GitHub token/],
      [{ ghuser: 'not/a/login' }, 'ghuser', /Enter the GitHub user name/],
      [{ username: '  ' }, 'username', /Enter a name/],
    ];
    for (const [change, field, message] of cases) {
      const given = { ...form, ...change };
      const page = await alice.post('/admin/secondstep', given);
      expect(page.statusCode, String(message)).to.equal(422);
      expect(page.payload).to.match(message).and.to.contain(`id="${field}-error"`);
      if (given.ghtoken) expect(page.payload).not.to.contain(given.ghtoken);
      expect(page.payload).to.contain(`value="${given.ghuser}"`);
    }
  });

  it('says so where GitHub cannot be reached, and keeps what was typed', async (flags: Flags) => {
    const { alice, form, github } = await firstDay(flags);
    github.script('/user', { status: 502, body: {} });
    const page = await alice.post('/admin/secondstep', form);
    expect(page.statusCode).to.equal(503);
    expect(page.payload).to.contain(['id="ghtoken-error"', 'value="Acme"']);
    github.clearScripts();
    expect((await alice.post('/admin/secondstep', { ...form, ghtoken: FINE })).statusCode).to.equal(303);
  });

  it('never shows while the database is sick, whether it fails or answers nothing', async (flags: Flags) => {
    const { server, alice, form } = await firstDay(flags);
    const { sequelize } = server.plugins.database;
    const query = sequelize.query;
    const sick = [() => Promise.reject(new Error('connection lost')), () => Promise.resolve([])];
    for (const broken of sick) {
      sequelize.query = broken as unknown as typeof query;
      for (const path of ['/', '/admin/initialize-app', '/admin/firststep']) {
        expect((await alice.get(path)).statusCode).to.equal(503);
        expect((await browser(server).get(path)).statusCode).to.equal(503);
      }
      sequelize.query = query;
    }
    expect((await alice.post('/admin/secondstep', form)).statusCode).to.equal(303);
  });
});
