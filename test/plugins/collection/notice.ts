import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { after, app, type Flags, freshDatabase, NOON } from '../../support/app.js';
import { browser } from '../../support/browser.js';
import { person } from '../../support/people.js';
import { type House, house } from './house.js';

export const lab = Lab.script();
const { describe, it } = lab;

const NOTICE = 'Collecting now: figures may be a few seconds behind.';

/** A run of acme's two repositories that has kept the one and waits for the other. */
async function half(all: House) {
  const { alice, github, rows, server, tenant, track } = all;
  const kept = await track(tenant, 'kept');
  await track(tenant, 'waiting');
  let goOn: () => void = () => undefined;
  const open = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  github.server.ext('onRequest', async (request, h) => {
    if (request.path.includes('/waiting/')) await open;
    return h.continue;
  });
  const visit = browser(server, alice.cookie);
  const before = (await visit.get('/overview')).payload;
  expect((await visit.post('/admin/collectStats', { what: 'all' })).statusCode).to.equal(303);
  const until = async (sql: string) => {
    while ((await rows(sql)).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  await until(`SELECT "day" FROM "days" WHERE "repository_id" = ${kept.id}`);
  const end = async () => {
    goOn();
    await until(`SELECT "id" FROM "runs" WHERE "outcome" = 'ended'`);
  };
  return { visit, before, end };
}

describe('while a collection runs', () => {
  it('pages with figures say so to those whose tenant is collected, and to nobody else', async (flags: Flags) => {
    const all = await house(flags);
    const { server, alice, bob, beta, tenant } = all;
    const carol = await person(server, 'Carol', [beta.id, 'tenant']);
    const { visit, end } = await half(all);
    const [repository] = await server.plugins.repositories.tracked([tenant.id]);
    const dora = await person(server, 'Dora', [tenant.id, 'repository-viewer', repository!.id]);
    const says = async (cookie: string, path: string) =>
      (await browser(server, cookie).get(path)).payload.includes(NOTICE);
    for (const path of ['/overview', '/repos/stats', '/repos/linechart', `/repos/${tenant.githubLogin}/kept`])
      for (const { cookie } of [alice, bob, dora]) expect(await says(cookie, path), path).to.be.true();
    expect((await visit.get('/overview')).payload).to.include('Show progress');
    expect((await browser(server, bob.cookie).get('/overview')).payload).to.not.include('Show progress');
    for (const path of ['/user/profile', '/settings', '/repos/list', '/repos/acme/nothing'])
      expect(await says(alice.cookie, path), path).to.be.false();
    expect(await says(carol.cookie, '/overview')).to.be.false();
    await end();
    expect(await says(alice.cookie, '/overview')).to.be.false();
  });

  it('pages of another process say so too', async (flags: Flags) => {
    const database = await freshDatabase();
    after(flags, () => database.drop());
    const all = await house(flags, { database });
    const { end } = await half(all);
    let now = NOON.getTime();
    const other = await app(flags, { database, now: () => new Date(now) });
    const says = async () =>
      (await browser(other.server, all.alice.cookie).get('/overview')).payload.includes(NOTICE);
    expect(await says()).to.be.true();
    await end();
    now += 2_000;
    expect(await says()).to.be.false();
  });

  it('pages follow in steps of some seconds, and show the whole at its end', async (flags: Flags) => {
    const all = await house(flags);
    const { visit, before, end } = await half(all);
    const figures = (page: string) => page.match(/<td class="number lead">([^<]*)</g);
    const look = async () => figures((await visit.get('/overview')).payload);
    expect(await look()).to.equal(figures(before));
    all.setNow(new Date(NOON.getTime() + 6_000));
    // The first who looks is given the page of a moment ago, and has the new one made.
    await look();
    while (JSON.stringify(await look()) === JSON.stringify(figures(before)));
    const some = await look();
    expect(some).to.not.equal(figures(before));
    await end();
    expect(await look()).to.not.equal(some);
    expect(await look()).to.have.length(2);
  });

  it('what changes access or repositories is seen with the next request', async (flags: Flags) => {
    const all = await house(flags);
    const { server, bob, tenant } = all;
    const { visit, end } = await half(all);
    const reader = browser(server, bob.cookie);
    expect((await reader.get('/overview')).payload).to.include('/kept');
    const [kept] = await server.plugins.repositories.visible(
      { tenantIds: [tenant.id], repositoryIds: [] },
      { search: 'kept' },
    );
    const removed = await visit.post('/api/deleterepo', { repoid: String(kept!.id), confirm: 'yes' });
    expect(removed.statusCode).to.be.below(400);
    expect((await reader.get('/overview')).payload).to.not.include('/kept');
    await end();
  });
});
