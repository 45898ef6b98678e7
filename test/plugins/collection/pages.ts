import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { browser } from '../../support/browser.js';
import { person } from '../../support/people.js';
import { type House, house } from './house.js';

export const lab = Lab.script();
const { describe, it } = lab;

const PAGE = '/admin/collectStats';

async function ended({ rows }: House, count = 1): Promise<void> {
  for (;;) {
    const done = await rows("SELECT id FROM runs WHERE outcome <> 'running'");
    if (done.length >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('the collection page', () => {
  it('is for administrators, maintainers and tenants, and there is nothing for others', async (flags: Flags) => {
    const { server, alice, bob, charlie } = await house(flags);
    const max = await person(server, 'Max', [0, 'maintainer']);
    const open = async (cookie: string) => (await browser(server, cookie).get(PAGE)).statusCode;
    expect(await open(alice.cookie)).to.equal(200);
    expect(await open(max.cookie)).to.equal(200);
    expect(await open(bob.cookie)).to.equal(404);
    expect(await open(charlie.cookie)).to.equal(404);
    expect((await browser(server, bob.cookie).post(PAGE)).statusCode).to.equal(404);
    expect((await server.inject({ url: PAGE })).statusCode).to.equal(302);
    const page = await browser(server, alice.cookie).get(PAGE);
    expect(page.payload).to.include('Collection').and.include('Nothing was collected yet');
    expect(page.payload).to.include('<a href="/admin/collectStats" aria-current="page">');
  });

  it('says before the first run how one comes about here', async (flags: Flags) => {
    for (const [at, words] of [
      ['off', 'runs when the event of a scheduler arrives'],
      ['06:00', 'runs every day at 06:00 UTC'],
    ] as const) {
      const { server, alice } = await house(flags, { env: { COLLECT_AT: at } });
      expect((await browser(server, alice.cookie).get(PAGE)).payload).to.include(words);
    }
  });

  it('starts a collection, shows how far it is, and says when it has ended', async (flags: Flags) => {
    const all = await house(flags);
    const { server, alice, track, tenant, github } = all;
    for (const name of ['a', 'b']) await track(tenant, name);
    github.script(/\/b\/traffic\/views/, { delay: 300, times: 1 });
    const visit = browser(server, alice.cookie);
    const answer = await visit.post(PAGE);
    expect(answer.statusCode).to.equal(303);
    const page = await visit.get(answer.headers.location!);
    expect(page.payload).to.include('of 2').and.include('http-equiv="refresh"');
    const watch = /hx-get="([^"]+)"/.exec(page.payload)![1]!;
    const headers = { 'hx-request': 'true', 'hx-target': 'section#progress' };
    const region = await visit.get(watch, headers);
    expect(region.payload.trim()).to.startWith('<section id="progress"');
    expect(region.headers['hx-refresh']).to.be.undefined();
    await ended(all);
    expect((await visit.get(watch, headers)).headers['hx-refresh']).to.equal('true');
    const after = await visit.get(PAGE);
    expect(after.payload).to.include('Alice').and.not.include('hx-trigger="load');
  });

  it('says that one runs already instead of starting another', async (flags: Flags) => {
    const all = await house(flags);
    const { server, alice, track, tenant, github } = all;
    await track(tenant, 'a');
    github.script(/traffic\/views/, { delay: 300, times: 1 });
    const visit = browser(server, alice.cookie);
    await visit.post(PAGE);
    const second = await visit.post(PAGE);
    expect(second.headers.location).to.include('notice=busy');
    expect((await visit.get(second.headers.location!)).payload).to.include('already running');
    await ended(all);
  });

  it("lets a tenant collect its own repositories only, and names nobody else's", async (flags: Flags) => {
    const all = await house(flags);
    const { server, track, tenant, beta, github, rows } = all;
    await track(tenant, 'rocket');
    await track(beta, 'boat');
    github.script(/(rocket|boat)/, { status: 404, body: { message: 'Not Found' } });
    const tom = await person(server, 'Tom', [beta.id, 'tenant']);
    const visit = browser(server, tom.cookie);
    await visit.post(PAGE, { what: 'all' });
    await ended(all);
    expect(await rows('SELECT repository_id FROM attempts')).to.have.length(1);
    await all.event({ all: true });
    const page = (await visit.get(PAGE)).payload;
    expect(page).to.include('/boat').and.not.include('rocket');
    expect(page).to.include(`token of ${beta.githubLogin}`).and.not.include(tenant.githubLogin);
    const runs = page.match(/<tr><th scope="row" class="tight">/g)!;
    expect(runs).to.have.length(2);
    // Its own part of the run that was for all.
    expect(page).to.include('cron event');
    expect(page).to.not.include('<td class="number">2</td>');
  });

  it('tells an administrator how many fail elsewhere, by class, without names', async (flags: Flags) => {
    const { server, alice, track, beta, github, event } = await house(flags);
    await track(beta, 'boat');
    github.script(/boat/, { status: 404, body: { message: 'Not Found' } });
    await event();
    const { payload } = await browser(server, alice.cookie).get(PAGE);
    expect(payload).to.include('1 repository (not there for this token)').and.not.include('boat');
  });

  it('says what the last run left for later, and how that goes on', async (flags: Flags) => {
    const { event, track, tenant, alice, server, github } = await house(flags);
    await track(tenant, 'rocket');
    const limit = { status: 429, body: {}, headers: { 'retry-after': '90000' } };
    const end = github.script(/.*/, limit);
    const answer = await event();
    expect(answer.result).to.include({ remaining: 1, nextTry: '2026-11-22T13:00:00.000Z' });
    expect((answer.result as { message: string }).message).to.equal(
      "nothing collected yet - GitHub's limit holds until 2026-11-22T13:00:00.000Z",
    );
    const page = async () => (await browser(server, alice.cookie).get('/admin/collectStats')).payload;
    expect(await page()).to.include(
      '<p>The last run left 1 repository for later. GitHub’s limit for the account holds until 2026-11-22 13:00 UTC. The next event goes on with them.</p>',
    );
    // Nothing is asked before, whatever else comes.
    const asked = github.requests.length;
    await event({ all: true });
    expect(github.requests.length).to.equal(asked);
    end();
  });

  it('says what to do about what fails, and links to GitHub only', async (flags: Flags) => {
    const { server, alice, track, tenant, github, event } = await house(flags);
    await track(tenant, 'sso');
    await track(tenant, 'evil');
    const sso = (url: string) => ({
      status: 403,
      body: { message: 'Resource protected by organization SAML enforcement' },
      headers: { 'x-github-sso': `required; url=${url}` },
    });
    github.script(/\/sso\//, sso('https://github.com/orgs/acme/sso?authorization_request=x'));
    github.script(/\/evil\//, sso('https://github.com.example.com/orgs/acme/sso'));
    await event();
    const { payload } = await browser(server, alice.cookie).get(PAGE);
    expect(payload).to.include('href="https://github.com/orgs/acme/sso').and.not.include('example.com/orgs');
  });

  it('refuses nonsense in its form and address', async (flags: Flags) => {
    const { server, alice } = await house(flags);
    const visit = browser(server, alice.cookie);
    expect((await visit.post(PAGE, { what: 'everything' })).statusCode).to.equal(400);
    expect((await visit.get(`${PAGE}?watch=abc`)).statusCode).to.equal(400);
    const headers = { cookie: alice.cookie, 'content-type': 'application/x-www-form-urlencoded' };
    const bare = await server.inject({ method: 'POST', url: PAGE, headers, payload: 'what=due' });
    expect(bare.statusCode).to.equal(403);
  });
});

describe('a repository just added', () => {
  it('offers its first collection on the page that answers, and fetches it at once', async (flags: Flags) => {
    const { server, alice, tenant, github, track, rows } = await house(flags);
    await track(tenant, 'other');
    github.world.addRepository({
      owner: tenant.githubLogin,
      name: 'rocket',
      days: { '2026-11-18': { views: 1200, visitors: 30, clones: 7, cloners: 5 } },
    });
    const visit = browser(server, alice.cookie);
    const added = await visit.post('/api/newrepo', { orgname: tenant.githubLogin, reponame: 'rocket' });
    const [, action] = /hx-post="(\/repos\/\d+\/collect)" hx-trigger="load, submit"/.exec(added.payload)!;
    const piece = await visit.post(action!, {}, { 'hx-request': 'true' });
    expect(piece.statusCode).to.equal(200);
    expect(piece.payload).to.include('1,200 views').and.include('7 clones').and.not.include('<html');
    expect(piece.payload).to.include(`href="/repos/${tenant.githubLogin}/rocket"`);
    const page = await visit.post(action!);
    expect(page.payload).to.include('<html').and.include('1,200 views');
    expect(await rows('SELECT DISTINCT repository_id FROM days')).to.have.length(1);
  });

  it('says what to do where it cannot be collected', async (flags: Flags) => {
    const { server, alice, tenant, github, track } = await house(flags);
    const rocket = await track(tenant, 'rocket');
    github.script(/traffic/, { status: 403, body: { message: 'Must have push access to repository' } });
    const { payload } = await browser(server, alice.cookie).post(`/repos/${rocket.id}/collect`);
    expect(payload).to.include('could not be collected').and.include('push');
  });

  it('is collected beside a run, and by nobody but its tenant', async (flags: Flags) => {
    const { server, alice, bob, charlie, tenant, beta, github, track, event } = await house(flags);
    const rocket = await track(tenant, 'rocket');
    const boat = await track(beta, 'boat');
    github.script(/\/boat\/traffic\/views/, { delay: 300, times: 1 });
    const run = event();
    const visit = browser(server, alice.cookie);
    expect((await visit.post(`/repos/${rocket.id}/collect`)).payload).to.include('are here');
    expect((await run).result).to.include({ failed: 0 });
    // Alice administers the installation, but has no part in beta's traffic.
    expect((await visit.post(`/repos/${boat.id}/collect`)).statusCode).to.equal(404);
    expect((await visit.post('/repos/99/collect')).statusCode).to.equal(404);
    for (const { cookie } of [bob, charlie])
      expect((await browser(server, cookie).post(`/repos/${rocket.id}/collect`)).statusCode).to.equal(404);
    expect((await visit.post('/repos/x/collect')).statusCode).to.equal(400);
  });
});
