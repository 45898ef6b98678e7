import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { browser } from '../../support/browser.js';
import { people, person, tenant } from '../../support/people.js';
import { house } from './house.js';

export const lab = Lab.script();
const { describe, it } = lab;

const DAY = 86_400_000;

/** Olga owns the tenant; Adam administers the installation, and has no role in it. */
async function open(flags: Flags) {
  let time = Date.parse('2026-11-21T12:00:00Z');
  const { server } = await house(flags, { now: () => new Date(time) });
  const { tenant: acme, bob } = await people(server);
  const adam = await person(server, 'Adam', [0, 'administrator']);
  const other = await tenant(server, 'other', 'ghp_otherToken12345');
  const owners = { olga: [acme.id, 'Olga'], oskar: [other.id, 'Oskar'] } as const;
  const pages: Record<string, string> = {};
  for (const [key, [id, name]] of Object.entries(owners))
    pages[key] = (await person(server, name, [id, 'tenant'])).cookie;
  const at = async (who: string, path: string) => (await browser(server, who).get(path)).payload;
  return {
    ...{ server, acme, adam, bob, at, olga: pages['olga']!, oskar: pages['oskar']! },
    wait: async (days: number) => {
      time += days * DAY;
      // Sessions end meanwhile.
      return (await person(server, 'Olga')).cookie;
    },
  };
}

const SAID = 'Adam made themselves Viewer of acme';

describe('a role that an administrator gives', () => {
  it('to themselves is told to the tenant’s owners: on every page, on the settings and in their log', async (flags: Flags) => {
    const { server, acme, adam, bob, at, olga, oskar } = await open(flags);
    expect(await at(olga, '/user/profile')).not.to.contain(SAID);
    const admin = browser(server, adam.cookie);
    const form = { role: 'viewer', tenant: acme.id };
    expect((await admin.post(`/admin/users/${adam.user.id}/grant`, form)).statusCode).to.equal(303);
    for (const path of ['/user/profile', '/repos/list', '/overview'])
      expect(await at(olga, path), path).to.contain(`On 2026-11-21 ${SAID}.`);
    expect(await at(olga, '/settings')).to.contain(['What happened here', 'href="/settings/log?tenant=']);
    expect(await at(olga, `/settings/log?tenant=${acme.id}`)).to.contain(SAID);
    // Not to members, not to other tenants' owners, not to the administrator.
    for (const who of [bob.cookie, oskar, adam.cookie])
      expect(await at(who, '/user/profile')).not.to.contain(`On 2026-11-21 ${SAID}`);
  });

  it('stays told for a week, though it was taken away again at once', async (flags: Flags) => {
    const { server, acme, adam, at, olga, wait } = await open(flags);
    const admin = browser(server, adam.cookie);
    const role = { role: 'viewer', tenant: acme.id };
    await admin.post(`/admin/users/${adam.user.id}/grant`, role);
    await admin.post(`/admin/users/${adam.user.id}/take`, { ...role, repository: 0 });
    expect(await at(olga, '/user/profile')).to.contain(SAID);
    expect(await at(olga, `/settings/log?tenant=${acme.id}`)).to.contain([SAID, 'Adam took the role Viewer']);
    expect(await at(await wait(6), '/user/profile')).to.contain(SAID);
    expect(await at(await wait(2), '/user/profile')).not.to.contain(SAID);
  });

  it('by an invitation to own the tenant is told too; an owner’s own invitations are not news', async (flags: Flags) => {
    const { server, acme, adam, at, olga } = await open(flags);
    const invitation = { email: 'eve@example.com', role: 'viewer', repository: '' };
    await browser(server, olga).post(`/settings/invite?tenant=${acme.id}`, invitation);
    expect(await at(olga, '/user/profile')).not.to.contain('invited eve@example.com');
    const invite = { email: 'adam@example.com' };
    await browser(server, adam.cookie).post(`/admin/tenants/${acme.id}/invite`, invite);
    expect(await at(olga, '/user/profile')).to.contain('Adam invited adam@example.com to own acme');
  });
});

describe('the log of a tenant', () => {
  it('is its owners’: of theirs alone, without where anybody was, and of nobody else', async (flags: Flags) => {
    const { server, acme, adam, bob, at, olga, oskar } = await open(flags);
    const actor = { name: 'Adam', issuer: 'https://id', subject: 'adam-subject', address: '203.0.113.77' };
    const fact = { level: 'info', kind: 'test.thing', actor } as const;
    await server.plugins.events.note({ ...fact, message: 'in acme', tenantId: acme.id });
    await server.plugins.events.note({ ...fact, message: 'in other', tenantId: acme.id + 1 });
    await server.plugins.events.note({ ...fact, message: 'in none' });
    const page = await at(olga, `/settings/log?tenant=${acme.id}`);
    expect(page).to.contain('in acme');
    expect(page).not.to.contain(['in other']);
    for (const text of ['in other', 'in none', 'adam-subject', '203.0.113.77'])
      expect(page).not.to.contain(text);
    const status = async (who: string) =>
      (await browser(server, who).get(`/settings/log?tenant=${acme.id}`)).statusCode;
    expect([await status(bob.cookie), await status(adam.cookie), await status(oskar)]).to.equal([
      404, 404, 404,
    ]);
    const filtered = await at(olga, `/settings/log?tenant=${acme.id}&kind=test.thing&text=acme`);
    expect(filtered).to.contain('in acme').and.to.contain(`name="tenant" value="${acme.id}"`);
  });
});
