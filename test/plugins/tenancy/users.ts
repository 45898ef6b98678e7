import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { person, tenant } from '../../support/people.js';
import { rows } from './house.js';
import { twoTenants } from './two-tenants.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('the users of an installation', () => {
  it('stand with who they are, when they were seen and all their roles, for administrators only', async (flags: Flags) => {
    const { server, as, alice, bob, charlie, dora } = await twoTenants(flags);
    const page = await as(alice).get('/admin/users');
    expect(page.statusCode).to.equal(200);
    expect(page.payload).to.contain([
      'Alice',
      'acme: ',
      'Owner',
      'Dora',
      'dora@example.com',
      '2026-11-21 12:00 UTC',
    ]);
    expect(page.payload).to.match(/Charlie[\s\S]*?nothing/);
    const found = await as(alice).get('/admin/users?search=DORA');
    expect(found.payload).to.contain('Dora').and.not.to.contain('Charlie');
    expect((await as(alice).get('/admin/users?page=99')).payload).to.contain('4 people');
    for (let nth = 1; nth < 8; nth++) {
      const { id } = await tenant(server, `team ${nth}`, `ghp_teamToken00000000${nth}`);
      await as(alice).post(`/admin/users/${dora.user.id}/grant`, { role: 'viewer', tenant: id });
    }
    const many = (await as(alice).get('/admin/users?search=dora')).payload;
    expect(many).to.contain(['team 4: Viewer', '>3 more</a>']).and.not.to.contain('team 5: Viewer');
    for (const who of [bob, charlie, dora])
      for (const path of ['/admin/users', `/admin/users/${alice.user.id}`])
        expect((await as(who).get(path)).statusCode).to.equal(404);
  });

  it('get roles and lose them, from their next request on', async (flags: Flags) => {
    const { as, alice, charlie, acme, beta } = await twoTenants(flags);
    const page = as(alice);
    const visitor = as(charlie);
    const path = `/admin/users/${charlie.user.id}`;
    expect((await visitor.get('/repos/list')).statusCode).to.equal(404);
    await page.post(`${path}/grant`, { role: 'viewer', tenant: beta.id });
    expect((await visitor.get('/repos/list')).statusCode).to.equal(200);
    await page.post(`${path}/grant`, { role: 'maintainer' });
    expect((await visitor.get('/admin/systemlog')).statusCode).to.equal(200);
    expect((await page.get(path)).payload).to.contain(['beta', 'Viewer', 'System maintainer']);
    await page.post(`${path}/take`, { role: 'viewer', tenant: beta.id, repository: 0 });
    expect((await visitor.get('/repos/list')).statusCode).to.equal(404);
    await page.post(`${path}/take`, { role: 'maintainer', tenant: 0, repository: 0 });
    expect((await visitor.get('/admin/systemlog')).statusCode).to.equal(404);
    for (const [form, status] of [
      [{ role: 'viewer' }, 400],
      [{ role: 'administrator', tenant: acme.id }, 400],
      [{ role: 'viewer', tenant: 999 }, 404],
      [{ role: 'god', tenant: acme.id }, 400],
      [{ role: 'viewer', tenant: acme.id, tenant_id: beta.id }, 400],
    ] as const)
      expect((await page.post(`${path}/grant`, form)).statusCode, JSON.stringify(form)).to.equal(status);
    const never = { role: 'viewer', tenant: acme.id, repository: 0 };
    expect((await page.post(`${path}/take`, never)).statusCode).to.equal(404);
    expect((await page.post('/admin/users/999/grant', { role: 'maintainer' })).statusCode).to.equal(404);
  });

  it('are switched off, which ends what they are doing, and on again', async (flags: Flags) => {
    const { server, as, alice, bob } = await twoTenants(flags);
    const path = `/admin/users/${bob.user.id}`;
    const visitor = as(bob);
    expect((await visitor.get('/overview')).statusCode).to.equal(200);
    await as(alice).post(`${path}/disable`);
    expect((await visitor.get('/overview')).statusCode).to.equal(302);
    expect((await as(alice).get(path)).payload).to.contain('switched off');
    const { auth, database } = server.plugins;
    const secret = await database.write((transaction) => auth.startSession(transaction, bob.user.id));
    expect((await as({ ...bob, cookie: await auth.cookie(secret) }).get('/overview')).statusCode).to.equal(
      302,
    );
    await as(alice).post(`${path}/enable`);
    expect((await as({ ...bob, cookie: await auth.cookie(secret) }).get('/overview')).statusCode).to.equal(
      200,
    );
    await as(alice).post(`${path}/signout`);
    expect(await rows(server, `SELECT * FROM "sessions" WHERE "user_id" = ${bob.user.id}`)).to.equal([]);
  });

  it('always keep one administrator who can sign in, also against two at once', async (flags: Flags) => {
    const { server, as, alice } = await twoTenants(flags);
    const take = (id: number) => `/admin/users/${id}/take`;
    const role = { role: 'administrator', tenant: 0, repository: 0 };
    const alone = await as(alice).post(take(alice.user.id), role);
    expect(alone.statusCode).to.equal(409);
    // Said on the person's own page, which has the way on.
    expect(alone.payload).to.contain([
      'This is the last administrator',
      'Nothing was changed',
      'id="give-office"',
    ]);
    expect((await as(alice).post(`/admin/users/${alice.user.id}/disable`)).statusCode).to.equal(409);
    const root = await person(server, 'Root', [0, 'administrator']);
    const [one, two] = [as(alice), as(root)];
    await Promise.all([one.get('/'), two.get('/')]);
    const both = await Promise.all([
      one.post(take(root.user.id), role),
      two.post(`/admin/users/${alice.user.id}/disable`),
    ]);
    expect(both.map(({ statusCode }) => statusCode).sort()).to.equal([303, 409]);
    const left = await rows(
      server,
      `SELECT "users"."id" FROM "grants", "users" WHERE "users"."id" = "user_id" AND "role" = 1 AND "disabled_at" IS NULL`,
    );
    expect(left).to.have.length(1);
  });

  it('cannot be changed by owners, members and strangers: nothing happens, 404', async (flags: Flags) => {
    const { server, as, bob, charlie, dora, beta } = await twoTenants(flags);
    const before = JSON.stringify(await rows(server, 'SELECT * FROM "grants" ORDER BY "id"'));
    const posts: [string, object][] = [
      ['grant', { role: 'administrator' }],
      ['take', { role: 'tenant', tenant: beta.id, repository: 0 }],
      ...['disable', 'enable', 'signout'].map((path): [string, object] => [path, {}]),
    ];
    for (const who of [bob, charlie, dora])
      for (const [path, form] of posts)
        expect((await as(who).post(`/admin/users/${who.user.id}/${path}`, form)).statusCode).to.equal(404);
    expect(JSON.stringify(await rows(server, 'SELECT * FROM "grants" ORDER BY "id"'))).to.equal(before);
  });
});
