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

  it('find members and invitations where there are many, fifty a page', async (flags: Flags) => {
    const { server } = await house(flags);
    const { alice, tenant: acme } = await people(server);
    const mine = browser(server, alice.cookie);
    expect((await mine.get('/settings')).payload).not.to.contain('Search members');
    for (let nth = 10; nth < 65; nth++) await person(server, `Reader ${nth}`, [acme.id, 'viewer']);
    await mine.post('/settings/invite', { email: 'zoe@example.com', role: 'viewer' });
    const first = (await mine.get('/settings')).payload;
    expect(first).to.contain(['1 to 50 of 58 members', 'Search members', `tenant=${acme.id}&amp;page=2`]);
    const next = await mine.get(`/settings?tenant=${acme.id}&page=2`, {
      'hx-request': 'true',
      'hx-target': 'div#member-table',
    });
    expect(next.payload).to.contain(['Reader 64', 'zoe@example.com']).and.not.to.contain(['<html']);
    const found = (await mine.get('/settings?search=ZOE')).payload;
    expect(found).to.contain(['Take back', 'value="ZOE"']).and.not.to.contain('Reader 64');
    expect((await mine.get('/settings?search=%3Cb')).payload).to.contain('Nobody here has “&lt;b”');
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
    if (server.plugins.database.dialect !== 'sqlite') return;
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
