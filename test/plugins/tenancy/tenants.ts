import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { browser } from '../../support/browser.js';
import { person, tenant } from '../../support/people.js';
import { CLASSIC, rows } from './house.js';
import { codeIn, track, twoTenants } from './two-tenants.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('the tenants of an installation', () => {
  it('are listed for administrators with counts, and do not exist for anybody else', async (flags: Flags) => {
    const { server, as, alice, bob, charlie, dora, acme, beta } = await twoTenants(flags);
    const root = await person(server, 'Root', [0, 'administrator']);
    const keeper = await person(server, 'Keeper', [0, 'maintainer']);
    await track(server, beta.id, 'beta', 'secret-project');
    const page = await as(root).get('/admin/tenants');
    expect(page.statusCode).to.equal(200);
    expect(page.payload).to.match(/beta<\/a>[\s\S]*?<td class="number">1<\/td>\s*<td class="number">1</);
    for (const path of ['/admin/tenants', `/admin/tenants/${beta.id}`, `/admin/tenants/${beta.id}/remove`]) {
      const seen = await as(root).get(path);
      expect(seen.payload, path).not.to.contain('secret-project').and.not.to.contain('9876');
      for (const who of [bob, charlie, dora, keeper])
        expect((await as(who).get(path)).statusCode).to.equal(404);
      expect((await browser(server).get(path)).statusCode).to.equal(302);
    }
    for (const path of ['/overview', '/repos/list', '/settings', `/settings?tenant=${beta.id}`])
      expect((await as(root).get(path)).statusCode, path).to.not.equal(200);
    expect((await as(alice).get(`/settings?tenant=${beta.id}`)).statusCode).to.equal(404);
    for (const id of ['0', '-1', '1.5', 'x', '9'.repeat(20), '%00'])
      expect((await as(alice).get(`/admin/tenants/${id}`)).statusCode).to.equal(400);
    expect((await as(alice).get('/admin/tenants/999')).statusCode).to.equal(404);
    expect((await as(alice).get(`/admin/tenants/${acme.id}`)).payload).to.contain([
      'Bob',
      'Suspend',
      'Delete',
    ]);
  });

  it('cost a page no more questions to the database the more there are', async (flags: Flags) => {
    const { server, as } = await twoTenants(flags);
    const { database, tenancy } = server.plugins;
    const all = async () => (await tenancy.tenants()).map(({ id }): [number, 'tenant'] => [id, 'tenant']);
    let asked = 0;
    database.sequelize.addHook('beforeQuery', () => {
      asked += 1;
    });
    const questions = async (name: string): Promise<number[]> => {
      const root = await person(server, name, [0, 'administrator'], ...(await all()));
      const counts: number[] = [];
      // The first loads the session, with how the tokens of all the tenants fare.
      for (const path of ['/user/profile', '/admin/tenants', '/admin/collectStats']) {
        asked = 0;
        expect((await as(root).get(path)).statusCode, path).to.equal(200);
        counts.push(asked);
      }
      return counts;
    };
    const few = await questions('Root');
    expect(Math.min(...few)).to.be.above(0);
    for (let nth = 1; nth <= 30; nth += 1) await tenant(server, `tenant ${nth}`);
    // What is kept from before makes a difference of a few.
    for (const [at, count] of (await questions('Chief')).entries()) expect(count).to.be.below(few[at]! + 5);
  });

  it('are made with a token that GitHub knows, or without one; the owner is invited', async (flags: Flags) => {
    const { server, as, alice } = await twoTenants(flags);
    const page = as(alice);
    const weak = await page.post('/admin/newtenant', {
      username: 'New',
      ghuser: 'octo',
      ghtoken: 'ghp_unknownToGitHub000001',
    });
    expect(weak.statusCode).to.equal(422);
    expect(weak.payload).to.contain(['id="ghtoken-error"', 'value="New"']).and.not.to.contain('ghp_unknown');
    const other = await page.post('/admin/newtenant', { username: 'New', ghuser: 'other', ghtoken: CLASSIC });
    expect(other.payload).to.contain('belongs to Octo, not to other');
    for (const [form, field] of [
      [{ username: '' }, 'username'],
      [{ username: 'New', email: 'nonsense' }, 'email'],
      [{ username: 'New', ghtoken: CLASSIC }, 'ghuser'],
    ] as const) {
      const refused = await page.post('/admin/newtenant', form);
      expect(refused.statusCode).to.equal(422);
      expect(refused.payload).to.contain(`id="${field}-error"`);
    }
    expect(await rows(server, 'SELECT "id" FROM "tenants"')).to.have.length(2);

    const made = await page.post('/admin/newtenant', { username: 'New', ghuser: '@Octo', ghtoken: CLASSIC });
    expect(made.statusCode).to.equal(200);
    expect(await server.plugins.tenancy.credential(3)).to.include({ token: CLASSIC, account: 'Octo' });
    const bare = await page.post('/admin/newtenant', { username: 'Bare', email: 'erin@example.com' });
    expect(bare.payload).to.contain('no GitHub token yet');
    expect(await server.plugins.tenancy.credential(4)).to.be.null();
    const erin = as(await person(server, 'Erin'));
    expect((await erin.post('/invitation', { code: codeIn(bare.payload) })).statusCode).to.equal(303);
    const settings = await erin.get('/settings');
    expect(settings.payload).to.contain(['Settings of Bare', 'There is none, so nothing is collected.']);
    expect((await erin.post('/settings/token?tenant=4', { ghtoken: CLASSIC })).statusCode).to.equal(303);
    expect(await server.plugins.tenancy.credential(4)).to.include({ token: CLASSIC });
  });

  it('are renamed, and get an owner where they have none', async (flags: Flags) => {
    const { server, as, alice, dora, beta } = await twoTenants(flags);
    const page = as(alice);
    // The menu in the head of every page keeps the names until one changes.
    expect((await as(dora).get('/overview')).payload).to.contain(`>${beta.name}</span>`);
    expect((await page.post(`/admin/tenants/${beta.id}/rename`, { name: ' ' })).statusCode).to.equal(422);
    expect((await page.post(`/admin/tenants/${beta.id}/rename`, { name: 'Beta <b>' })).statusCode).to.equal(
      303,
    );
    expect((await page.get('/admin/tenants')).payload).to.contain('Beta &lt;b&gt;');
    expect((await as(dora).get('/overview')).payload).to.contain('>Beta &lt;b&gt;</span>');
    const invited = await page.post(`/admin/tenants/${beta.id}/invite`, { email: 'erin@example.com' });
    const erin = as(await person(server, 'Erin'));
    await erin.post('/invitation', { code: codeIn(invited.payload) });
    expect((await erin.get('/settings')).payload).to.contain('Settings of Beta &lt;b&gt;');
  });

  it('have names that differ, also where a form comes twice or two come at once', async (flags: Flags) => {
    const { server, as, alice, acme, beta } = await twoTenants(flags);
    const page = as(alice);
    const create = (username: string) =>
      page.post('/admin/newtenant', { username, email: 'erin@example.com' });
    expect((await create('New')).statusCode).to.equal(200);
    const again = await create('New');
    expect(again.statusCode).to.equal(422);
    expect(again.payload).to.contain(['id="username-error"', 'value="New"', 'value="erin@example.com"']);
    const both = await Promise.all([create('Twice'), create('TWICE')]);
    expect(both.map(({ statusCode }) => statusCode).sort()).to.equal([200, 422]);
    await page.post(`/admin/tenants/${beta.id}/suspend`);
    const rename = (name: string) => page.post(`/admin/tenants/${acme.id}/rename`, { name });
    const taken = await rename(' BETA ');
    expect(taken.statusCode).to.equal(422);
    expect(taken.payload).to.contain(['id="name-error"', 'value="BETA"']);
    expect((await rename('ACME')).statusCode).to.equal(303);
    expect(await rows(server, 'SELECT "name" FROM "tenants" ORDER BY "id"')).to.have.length(4);
    expect(await rows(server, 'SELECT "id" FROM "invitations"')).to.have.length(2);
  });

  it('are found by name and stand fifty a page', async (flags: Flags) => {
    const { server, as, alice } = await twoTenants(flags);
    for (let nth = 10; nth < 65; nth++)
      await tenant(server, `team ${nth}`, `ghp_team${nth}Token000000${nth}`);
    const page = as(alice);
    const first = (await page.get('/admin/tenants')).payload;
    expect(first)
      .to.contain(['1 to 50 of 57 tenants', '/admin/tenants?page=2'])
      .and.not.to.contain('>team 64<');
    const second = await page.get('/admin/tenants?page=2', {
      'hx-request': 'true',
      'hx-target': 'div#tenant-table',
    });
    expect(second.payload).to.contain('>team 64<').and.not.to.contain(['<html', '>team 10<']);
    const found = (await page.get('/admin/tenants?search=TEAM 1&page=9')).payload;
    expect(found).to.contain(['10 tenants', '>team 19<', 'value="TEAM 1"']).and.not.to.contain('>team 20<');
    expect((await page.get('/admin/tenants?search=%3Cb')).payload).to.contain('None has “&lt;b” in its name');
  });

  it('are suspended: nobody sees anything, nothing is collected, nothing is deleted, until they go on', async (flags: Flags) => {
    const { server, as, alice, dora, beta } = await twoTenants(flags);
    await track(server, beta.id, 'beta', 'rocket');
    const { tenancy, collection } = server.plugins;
    const page = as(dora);
    expect((await page.get('/overview')).payload).to.contain('beta/rocket');
    await as(alice).post(`/admin/tenants/${beta.id}/suspend`);
    expect((await as(alice).get('/admin/tenants')).payload).to.contain('suspended');
    for (const path of ['/repos/list', '/settings', '/data/repostats.csv', '/repos/beta/rocket'])
      expect((await page.get(path)).statusCode, path).to.equal(404);
    expect((await page.get('/user/profile')).payload).to.not.contain('beta');
    expect((await tenancy.tenants()).map(({ name }) => name)).to.equal(['acme']);
    expect(await tenancy.credential(beta.id)).to.be.null();
    const run = await collection.run({ trigger: 'command', actor: { name: 'test' }, all: true });
    expect(run).to.include({ tracked: 0, failed: 0 });
    expect(await rows(server, 'SELECT "id" FROM "repositories"')).to.have.length(1);
    await as(alice).post(`/admin/tenants/${beta.id}/resume`);
    expect((await page.get('/overview')).payload).to.contain('beta/rocket');
    expect(await tenancy.credential(beta.id)).to.not.be.null();
  });

  it('are deleted with everything that is theirs, once the name is typed', async (flags: Flags) => {
    const { server, as, alice, dora, acme, beta } = await twoTenants(flags);
    const gone = await track(server, beta.id, 'beta', 'rocket');
    const kept = await track(server, acme.id, 'acme', 'rocket');
    const { database } = server.plugins;
    for (const repositoryId of [gone, kept])
      await database.sequelize.query(
        `INSERT INTO "days" ("repository_id", "day", "views") VALUES (${repositoryId}, '2026-11-20', 5)`,
      );
    await as(dora).post('/settings/invite', { email: 'erin@example.com', role: 'viewer' });
    const page = as(alice);
    const path = `/admin/tenants/${beta.id}/remove`;
    expect((await page.get(path)).payload).to.contain(['Its repository', 'for good', 'nothing but a backup']);
    for (const confirm of ['', 'BETA', 'acme']) {
      const refused = await page.post(path, { confirm });
      expect(refused.statusCode).to.equal(422);
      expect(refused.payload).to.contain('id="confirm-error"');
    }
    expect((await page.post(path, { confirm: 'beta' })).headers.location).to.equal(
      '/admin/tenants?done=removed',
    );
    for (const table of ['tenants', 'repositories', 'days', 'credentials'])
      expect(await rows(server, `SELECT * FROM "${table}"`), table).to.have.length(1);
    expect(await rows(server, 'SELECT * FROM "invitations"')).to.equal([]);
    expect(await rows(server, `SELECT * FROM "grants" WHERE "tenant_id" = ${beta.id}`)).to.equal([]);
    expect((await as(dora).get('/repos/beta/rocket')).statusCode).to.equal(404);
    expect((await as(dora).get('/user/profile')).payload).to.contain('Ask an administrator');
    expect((await page.get('/overview')).payload).to.contain('acme/rocket');
    expect((await page.get('/admin/systemlog')).payload).to.contain('deleted the tenant beta');
    expect((await page.post(path, { confirm: 'beta' })).statusCode).to.equal(404);
  });

  it('leave nothing behind of what was under way when they were deleted', async (flags: Flags) => {
    const { server, github, as, alice, charlie, dora, beta } = await twoTenants(flags);
    github.script('/user', { delay: 300 });
    const token = as(dora).post('/settings/token', { ghtoken: CLASSIC });
    const started = Date.now();
    while (!github.requests.length && Date.now() - started < 5_000) await pause(10);
    const remove = as(alice).post(`/admin/tenants/${beta.id}/remove`, { confirm: 'beta' });
    const role = { role: 'viewer', tenant: `${beta.id}` };
    const given = as(alice).post(`/admin/users/${charlie.user.id}/grant`, role);
    const invited = as(alice).post(`/admin/tenants/${beta.id}/invite`, { email: 'erin@example.com' });
    expect((await remove).statusCode).to.equal(303);
    const stopped = await token;
    expect(stopped.statusCode).to.equal(409);
    expect(stopped.payload)
      .to.contain('was deleted at the same moment')
      .and.not.to.match(/sql|constraint/i);
    for (const { statusCode } of [await given, await invited])
      expect([200, 303, 404, 409]).to.contain(statusCode);
    for (const table of ['grants', 'invitations', 'credentials'])
      expect(await rows(server, `SELECT * FROM "${table}" WHERE "tenant_id" = ${beta.id}`), table).to.equal(
        [],
      );
  });

  it('take no role any more once they are deleted', async (flags: Flags) => {
    const { server, charlie, beta } = await twoTenants(flags);
    const { database, tenancy } = server.plugins;
    await rows(server, `DELETE FROM "tenants" WHERE "id" = ${beta.id}`);
    const grant = { tenantId: beta.id, repositoryId: 0, role: 'viewer' } as const;
    const late = database.write((transaction) => tenancy.grant(transaction, charlie.user.id, grant));
    await expect(late).to.reject('Not Found');
    expect(await rows(server, `SELECT * FROM "grants" WHERE "user_id" = ${charlie.user.id}`)).to.equal([]);
  });
});
