import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { person } from '../../support/people.js';
import { rows } from './house.js';
import { track, twoTenants } from './two-tenants.js';

export const lab = Lab.script();
const { describe, it } = lab;

/** Erin owns both, Frank reads both; each tenant has one repository. */
async function house(flags: Flags) {
  const made = await twoTenants(flags);
  const { server, acme, beta } = made;
  await track(server, acme.id, 'acme', 'rocket');
  await track(server, beta.id, 'beta', 'lander');
  const erin = await person(server, 'Erin', [acme.id, 'tenant'], [beta.id, 'tenant']);
  const frank = await person(server, 'Frank', [acme.id, 'viewer'], [beta.id, 'viewer']);
  return { ...made, erin, frank };
}

const menu = (page: string): string =>
  /<details class="menu from-left">[\s\S]*?<\/details>/.exec(page)?.[0] ?? '';

describe('somebody in several tenants', () => {
  it('sees all of them together, or one, by the address that a link shows', async (flags: Flags) => {
    const { as, frank, acme, beta } = await house(flags);
    const page = as(frank);
    const all = (await page.get('/overview?range=90')).payload;
    expect(all).to.contain(['acme/rocket', 'beta/lander']);
    expect(menu(all)).to.contain(['All tenants', `/overview?range=90&amp;tenant=${beta.id}`]);
    const one = (await page.get(`/overview?range=90&tenant=${beta.id}`)).payload;
    expect(one).to.contain('beta/lander').and.not.to.contain('acme/rocket');
    expect(menu(one)).to.contain([
      'href="/overview?range=90"',
      `tenant=${acme.id}`,
      'aria-current="true">beta',
    ]);
    expect(one).to.contain([`href="/repos/stats?tenant=${beta.id}"`, `href="/repos/list?tenant=${beta.id}"`]);
    expect((await page.get(`/repos/list?tenant=${beta.id}`)).payload).to.not.contain('acme/rocket');
  });

  it('finds no other tenant in the menu or by an address, and no menu with one tenant', async (flags: Flags) => {
    const { server, as, bob, charlie, acme, beta } = await house(flags);
    const page = (await as(bob).get('/overview')).payload;
    expect(menu(page)).to.equal('');
    expect(page).to.contain('">acme</span>').and.not.to.contain('beta');
    const other = await as(bob).get(`/overview?tenant=${beta.id}`);
    expect(other.payload).to.not.contain(['beta']).and.not.to.contain('acme/rocket');
    expect((await as(charlie).get('/user/profile')).payload).to.not.contain('acme');
    const both = await person(server, 'Gus', [acme.id, 'viewer'], [beta.id, 'repository-viewer', 2]);
    // A page that knows of no tenants leads to the overview.
    expect(menu((await as(both).get('/user/profile')).payload)).to.contain(
      `href="/overview?tenant=${beta.id}"`,
    );
  });

  it('changes the tenant that the form names, never one that it guesses', async (flags: Flags) => {
    const { server, github, as, erin, dora, acme, beta } = await house(flags);
    const page = as(erin);
    github.world.addRepository({ owner: 'octo', name: 'probe' });
    const form = { orgname: 'octo', reponame: 'probe' };
    for (const [path, given] of [
      ['/api/newrepo', form],
      ['/api/deleterepo', { repoid: '1', confirm: 'yes' }],
      ['/settings/token', { ghtoken: 'ghp_x' }],
      ['/settings/invite', { email: 'x@example.com', role: 'viewer' }],
    ] as const) {
      const guess = await page.post(path, given);
      expect(guess.statusCode, path).to.equal(400);
      expect(guess.payload).to.contain('several tenants');
    }
    const list = (await page.get('/repos/list')).payload;
    expect(list).to.contain([`action="/api/newrepo?tenant=${acme.id}"`, `/repos/list?tenant=${beta.id}`]);
    expect(list).to.match(new RegExp(`repoid=2&amp;tenant=${beta.id}"`));
    const done = await page.post(`/api/deleterepo?tenant=${beta.id}`, { repoid: '2', confirm: 'yes' });
    expect(done.statusCode).to.equal(303);
    // A repository of one tenant under the name of another is not there.
    expect(
      (await page.post(`/api/deleterepo?tenant=${beta.id}`, { repoid: '1', confirm: 'yes' })).statusCode,
    ).to.equal(404);
    expect((await as(dora).post(`/api/newrepo?tenant=${acme.id}`, form)).statusCode).to.equal(404);
    const hidden = await rows(server, 'SELECT "id" FROM "repositories" WHERE "hidden_at" IS NOT NULL');
    expect(hidden).to.equal([{ id: 2 }]);
  });

  it('collects for the tenant on the screen', async (flags: Flags) => {
    const { server, as, erin, dora, acme, beta } = await house(flags);
    const page = as(erin);
    const shown = (await page.get(`/admin/collectStats?tenant=${beta.id}`)).payload;
    expect(shown).to.contain(`action="/admin/collectStats?tenant=${beta.id}"`);
    expect(shown).to.contain('<b>beta</b>').and.not.to.contain('<b>acme</b>');
    const begun = await page.post(`/admin/collectStats?tenant=${beta.id}`, { what: 'all' });
    expect(begun.headers.location).to.equal(`/admin/collectStats?notice=started&tenant=${beta.id}`);
    expect((await as(dora).post(`/admin/collectStats?tenant=${acme.id}`)).statusCode).to.equal(404);
    const ended = () => rows(server, 'SELECT * FROM "runs" WHERE "ended_at" IS NOT NULL');
    while (!(await ended()).length) await pause(20);
    expect((await ended())[0]).to.include({ tracked: 1 });
    const [event] = await rows(server, `SELECT * FROM "events" WHERE "kind" = 'collection.run'`);
    expect(event).to.include({ tenant_id: beta.id, actor_name: 'Erin' });
  });
});
