import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { person } from '../../support/people.js';
import { rows } from './house.js';
import { track, twoTenants } from './two-tenants.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('the members of a tenant', () => {
  it('change their role and go, from their next request on, by an owner’s hand', async (flags: Flags) => {
    const { server, as, alice, bob, acme } = await twoTenants(flags);
    const owner = as(alice);
    const page = await owner.get(`/settings/member?tenant=${acme.id}&user=${bob.user.id}`);
    expect(page.payload).to.contain(['<h1>Bob</h1>', 'In acme: Viewer.']);
    await owner.post('/settings/member', { user: `${bob.user.id}`, role: 'tenant' });
    expect((await as(bob).get('/settings')).statusCode).to.equal(200);
    await owner.post('/settings/member', { user: `${bob.user.id}`, role: 'viewer' });
    expect((await as(bob).get('/settings')).statusCode).to.equal(404);
    expect((await as(bob).get('/overview')).statusCode).to.equal(200);
    const gone = await owner.post('/settings/member/remove', { user: `${bob.user.id}` });
    expect(gone.headers.location).to.equal(`/settings?tenant=${acme.id}&done=removed`);
    expect((await as(bob).get('/repos/list')).statusCode).to.equal(404);
    expect(await rows(server, 'SELECT "kind" FROM "events" ORDER BY "id"')).to.equal([
      { kind: 'tenancy.member-changed' },
      { kind: 'tenancy.member-changed' },
      { kind: 'tenancy.member-removed' },
    ]);
  });

  it('get a role once, however many give it at the same moment', async (flags: Flags) => {
    const { server, beta } = await twoTenants(flags);
    const { database, tenancy } = server.plugins;
    const erin = await person(server, 'Erin');
    const grant = { tenantId: beta.id, repositoryId: 0, role: 'viewer' } as const;
    // A connection for each of them first: else they come one after the other.
    await Promise.all(Array.from({ length: 6 }, () => database.write(() => pause(20))));
    const give = () => database.write((transaction) => tenancy.grant(transaction, erin.user.id, grant));
    await Promise.all(Array.from({ length: 6 }, give));
    const held = (await tenancy.members([beta.id])).filter(({ userId }) => userId === erin.user.id);
    expect(held).to.equal([{ tenantId: beta.id, userId: erin.user.id, roles: ['viewer'] }]);
  });

  it('lose single repositories one by one', async (flags: Flags) => {
    const { server, as, dora, beta } = await twoTenants(flags);
    const ids = [await track(server, beta.id, 'beta', 'one'), await track(server, beta.id, 'beta', 'two')];
    const erin = await person(
      server,
      'Erin',
      [beta.id, 'repository-viewer', ids[0]!],
      [beta.id, 'repository-viewer', ids[1]!],
    );
    expect((await as(dora).get('/settings')).payload).to.contain('Viewer of beta/one; Viewer of beta/two');
    await as(dora).post('/settings/member/single', { user: `${erin.user.id}`, repository: `${ids[0]}` });
    const list = (await as(erin).get('/repos/list')).payload;
    expect(list).to.contain('beta/two').and.not.to.contain('beta/one');
  });

  it('always have an owner among them, also against two at once', async (flags: Flags) => {
    const { server, as, dora, beta } = await twoTenants(flags);
    const owner = as(dora);
    const alone = await owner.post('/settings/member/remove', { user: `${dora.user.id}` });
    expect(alone.statusCode).to.equal(409);
    // Said on the member's own page, which has the way on.
    expect(alone.payload).to.contain(['This is the last owner', 'Nothing was changed', 'Remove from beta']);
    expect(
      (await owner.post('/settings/member', { user: `${dora.user.id}`, role: 'viewer' })).statusCode,
    ).to.equal(409);
    const erin = await person(server, 'Erin', [beta.id, 'tenant']);
    const other = as(erin);
    await Promise.all([owner.get('/'), other.get('/')]);
    const both = await Promise.all([
      owner.post('/settings/member/remove', { user: `${erin.user.id}` }),
      other.post('/settings/member/remove', { user: `${dora.user.id}` }),
    ]);
    expect(both.map(({ statusCode }) => statusCode)).to.include(303);
    const left = await rows(
      server,
      `SELECT "id" FROM "grants" WHERE "tenant_id" = ${beta.id} AND "role" = 4`,
    );
    expect(left).to.have.length(1);
  });

  it('of another tenant cannot be touched, whatever tenant the address or the form names', async (flags: Flags) => {
    const { server, as, alice, bob, dora, acme, beta } = await twoTenants(flags);
    await as(alice).post('/settings/invite', { email: 'erin@example.com', role: 'viewer' });
    const before = async () =>
      JSON.stringify([
        await rows(server, 'SELECT * FROM "grants" ORDER BY "id"'),
        await rows(server, 'SELECT * FROM "invitations"'),
      ]);
    const state = await before();
    const user = `${bob.user.id}`;
    const posts: [string, object][] = [
      ['/settings/member', { user, role: 'tenant' }],
      ['/settings/member/remove', { user }],
      ['/settings/member/single', { user, repository: '1' }],
      ['/settings/uninvite', { invitation: '1' }],
    ];
    for (const [path, form] of posts) {
      expect((await as(dora).post(path, form)).statusCode, path).to.equal(404);
      expect((await as(dora).post(`${path}?tenant=${acme.id}`, form)).statusCode, path).to.equal(404);
      expect((await as(bob).post(path, form)).statusCode, path).to.equal(404);
      const more = { ...form, tenant: `${acme.id}`, tenant_id: `${acme.id}` };
      expect((await as(dora).post(`${path}?tenant=${beta.id}`, more)).statusCode, path).to.equal(400);
    }
    expect((await as(dora).get(`/settings/member?user=${user}`)).statusCode).to.equal(404);
    const role = { email: 'erin@example.com', role: 'administrator' };
    expect((await as(dora).post('/settings/invite', role)).statusCode).to.equal(400);
    expect(await before()).to.equal(state);
  });
});
