import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../../support/app.js';
import { browser } from '../../../support/browser.js';
import { facts, house, rows } from '../house.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('removing a repository', () => {
  it('asks first and says what happens to the history', async (flags: Flags) => {
    const { server, acme, alice, track } = await house(flags);
    const [one] = await track(acme.id, facts(1, 'acme/rocket'));
    const page = browser(server, alice.cookie);
    const asked = await page.get(`/repos/remove?repoid=${one!.id}&search=rock`);
    expect(asked.payload).to.contain([
      'Remove acme/rocket?',
      '21 December 2026',
      'name="history"',
      'search=rock',
    ]);
    const bare = await page.post('/api/deleterepo', { repoid: one!.id });
    // A script that reads no page must not take it for done.
    expect(bare.statusCode).to.equal(422);
    expect(bare.payload).to.contain(['Remove acme/rocket?', 'Nothing was removed yet: send confirm=yes']);
    expect(await server.plugins.repositories.tracked()).to.have.length(1);
  });

  it('hides it, says so, and finds it again with its history', async (flags: Flags) => {
    const { server, github, acme, alice, track } = await house(flags);
    const [one, two] = await track(acme.id, facts(1, 'acme/rocket'), facts(2, 'acme/anvil'));
    const page = browser(server, alice.cookie);
    const done = await page.post('/api/deleterepo?sort=-name', { repoid: one!.id, confirm: 'yes' });
    expect(done.statusCode).to.equal(303);
    expect(done.headers['location']).to.equal(`/repos/list?sort=-name&removed=${one!.id}`);
    const list = await page.get(String(done.headers['location']));
    expect(rows(list.payload)).to.equal(['acme/anvil']);
    expect(list.payload).to.contain('acme/rocket was removed; its history is kept until 2026-12-21');
    expect((await page.get(`/repos/list?removed=${two!.id}`)).payload).to.not.contain('was removed');
    github.knows('acme/rocket', facts(1, 'acme/rocket'));
    const back = await page.post('/api/newrepo', { repository: 'acme/rocket' });
    expect(back.payload).to.contain('was added again, with the history it had');
    expect((await server.plugins.repositories.tracked()).map(({ id }) => id)).to.equal([two!.id, one!.id]);
    expect((await page.get(`/repos/list?removed=${one!.id}`)).payload).to.not.contain('was removed');
  });

  it('deletes the history at once where that was ticked', async (flags: Flags) => {
    const { server, acme, alice, track } = await house(flags);
    const { database, events, repositories } = server.plugins;
    const [one] = await track(acme.id, facts(1, 'acme/rocket'));
    await database.write((transaction) => repositories.update(transaction, one!.id, facts(1, 'acme/ship')));
    const form = { repoid: one!.id, confirm: 'yes', history: 'delete' };
    await browser(server, alice.cookie).post('/api/deleterepo', form);
    expect(await repositories.formerNames(one!.id)).to.equal([]);
    const again = await database.write((transaction) =>
      repositories.add(transaction, acme.id, facts(1, 'acme/ship')),
    );
    expect(again.found).to.equal('new');
    const { rows: noted } = await events.list({ kind: 'repositories.removed', page: 1, pageSize: 9 });
    expect(noted.map(({ actor, target, details }) => [actor?.name, target, details])).to.equal([
      ['Alice', 'acme/ship', { history: 'deleted' }],
    ]);
  });

  it('is nothing that exists for others, in the same words whether the repository exists or not', async (flags: Flags) => {
    const { server, acme, beta, alice, bob, charlie, track } = await house(flags);
    const [own] = await track(acme.id, facts(1, 'acme/rocket'));
    const [foreign] = await track(beta.id, facts(2, 'beta/secret'));
    const page = browser(server, alice.cookie);
    const form = (repoid: number) => ({ repoid, confirm: 'yes', history: 'delete' });
    const theirs = await page.post('/api/deleterepo', form(foreign!.id));
    const none = await page.post('/api/deleterepo', form(4711));
    expect(theirs.statusCode).to.equal(404);
    expect(theirs.payload).to.equal(none.payload);
    const asked = await page.get(`/repos/remove?repoid=${foreign!.id}`);
    expect(asked.statusCode).to.equal(404);
    expect(asked.payload).to.equal((await page.get('/repos/remove?repoid=4711')).payload);
    for (const { cookie } of [bob, charlie]) {
      const answer = await browser(server, cookie).post('/api/deleterepo', form(own!.id));
      expect(answer.statusCode).to.equal(404);
    }
    for (const repoid of ['x', '-1', '1.5', '']) {
      expect((await page.post('/api/deleterepo', { repoid, confirm: 'yes' })).statusCode).to.equal(400);
    }
    expect(await server.plugins.repositories.tracked()).to.have.length(2);
  });
});
