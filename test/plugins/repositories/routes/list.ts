import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../../support/app.js';
import { browser } from '../../../support/browser.js';
import { person } from '../../../support/people.js';
import { facts, house, rows } from '../house.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('the list of repositories', () => {
  it('shows a tenant its repositories and the form, a member the list only, and a stranger nothing', async (flags: Flags) => {
    const { server, acme, beta, alice, bob, charlie, track } = await house(flags);
    await track(acme.id, facts(1, 'acme/rocket', { private: true, description: '<b>fast</b>' }));
    await track(beta.id, facts(2, 'beta/secret'));
    const own = await browser(server, alice.cookie).get('/repos/list');
    expect(own.statusCode).to.equal(200);
    expect(rows(own.payload)).to.equal(['acme/rocket']);
    expect(own.payload).to.contain([
      'action="/api/newrepo"',
      '/repos/remove?repoid=1',
      '&lt;b&gt;fast',
      'private',
    ]);
    const read = await browser(server, bob.cookie).get('/repos/list');
    expect(rows(read.payload)).to.equal(['acme/rocket']);
    expect(read.payload).to.not.contain('/api/newrepo');
    expect(read.payload).to.not.contain('/repos/remove');
    for (const page of [own, read]) expect(page.payload).to.not.contain('beta');
    expect((await browser(server, charlie.cookie).get('/repos/list')).statusCode).to.equal(404);
    expect((await browser(server).get('/repos/list')).headers['location']).to.contain('/login');
  });

  it('shows the number of each, by which the tutorial removes', async (flags: Flags) => {
    const { server, acme, alice, track } = await house(flags);
    const added = await track(acme.id, facts(1, 'acme/rocket'), facts(2, 'acme/anvil'));
    const { payload } = await browser(server, alice.cookie).get('/repos/list');
    for (const { id, name } of added)
      expect(payload).to.match(new RegExp(`>acme/${name}</a></th>\\s*<td class="tight">${id}</td>`));
  });

  it('shows somebody with single repositories just these, also where another tenant has the same one', async (flags: Flags) => {
    const { server, acme, beta, track } = await house(flags);
    await track(acme.id, facts(1, 'acme/rocket'), facts(2, 'acme/anvil'));
    const [given] = await track(beta.id, facts(2, 'acme/anvil'), facts(3, 'beta/secret'));
    const dora = await person(server, 'Dora', [beta.id, 'repository-viewer', given!.id]);
    const page = await browser(server, dora.cookie).get('/repos/list');
    expect(rows(page.payload)).to.equal(['acme/anvil']);
    expect(page.payload).to.not.contain('rocket');
  });

  it('can be searched, sorted and paged, with the state in the address', async (flags: Flags) => {
    const { server, acme, beta, alice, track } = await house(flags);
    const many = Array.from({ length: 120 }, (_, at) =>
      facts(at + 1, `acme/r${String(at).padStart(3, '0')}`, { archived: at === 7 }),
    );
    await track(acme.id, ...many);
    await track(beta.id, ...many.map((one) => ({ ...one, githubId: one.githubId + 1000 })));
    const shown = async (query: string) => {
      const { payload } = await browser(server, alice.cookie).get(`/repos/list${query}`);
      const found = rows(payload).map((name) => name.slice('acme/'.length));
      return { payload, count: found.length, first: found[0], last: found.at(-1) };
    };
    expect(await shown('')).to.include({ count: 50, first: 'r000', last: 'r049' });
    expect((await shown('')).payload).to.contain(['1 to 50 of 120', 'href="/repos/list?page=2"']);
    expect(await shown('?page=3')).to.include({ count: 20, first: 'r100' });
    expect(await shown('?sort=-name')).to.include({ first: 'r119' });
    expect(await shown('?sort=-state')).to.include({ first: 'r007' });
    expect(await shown('?sort=-number')).to.include({ first: 'r119' });
    expect(await shown('?sort=-added&page=2')).to.include({ first: 'r069' });
    expect(await shown('?search=R11')).to.include({ count: 10, first: 'r110' });
    const found = await shown('?search=00&sort=-name&page=1');
    expect(found.payload).to.contain([
      'href="/repos/list?search=00&amp;sort=added"',
      'name="sort" value="-name"',
    ]);
    expect((await shown('?search=%3Cscript%3E')).payload)
      .to.contain('&lt;script&gt;')
      .and.not.contain('<script>"');
  });

  it('answers nonsense in the address with the nearest that makes sense, or a sentence', async (flags: Flags) => {
    const { server, acme, alice, track } = await house(flags);
    await track(acme.id, facts(1, 'acme/rocket'));
    const get = (query: string) => browser(server, alice.cookie).get(`/repos/list${query}`);
    for (const query of [
      '?page=-1',
      '?page=9999999999',
      '?page=x',
      '?page=NaN',
      '?sort=nothing',
      '?sort=--name',
      '?search=',
      '?page=1e400',
    ]) {
      const page = await get(query);
      expect(page.statusCode, query).to.equal(200);
      expect(rows(page.payload), query).to.equal(['acme/rocket']);
    }
    for (const query of ['?page=1&page=2', '?tenant=x', `?search=${'x'.repeat(201)}`]) {
      expect((await get(query)).statusCode, query).to.equal(400);
    }
    expect(rows((await get('?tenant=2')).payload)).to.equal([]);
  });

  it('answers htmx with the region it asked for', async (flags: Flags) => {
    const { server, acme, alice, track } = await house(flags);
    await track(acme.id, facts(1, 'acme/rocket'));
    const headers = { 'hx-request': 'true', 'hx-target': 'div#repository-table' };
    const page = await browser(server, alice.cookie).get('/repos/list?search=rock', headers);
    expect(page.payload.trim()).to.startWith('<div id="repository-table"');
    expect(page.payload).to.not.contain('/api/newrepo');
    expect(page.headers['vary']).to.contain('HX-Request');
  });

  it('says what to do while there is none, and leads to itself', async (flags: Flags) => {
    const { server, alice, bob } = await house(flags);
    const own = browser(server, alice.cookie);
    expect((await own.get('/repos/list')).payload).to.contain('Add the first one above');
    expect((await own.get('/repos/list?first=1')).payload).to.contain([
      'Choose repositories',
      'aria-current="step"',
    ]);
    expect((await own.get('/repos/list?search=x')).payload).to.contain('No repository is called like that');
    expect((await browser(server, bob.cookie).get('/repos/list')).payload).to.contain(
      'Whoever owns the tenant',
    );
    for (const path of ['/repos', '/api/newrepo', '/api/deleterepo']) {
      expect((await own.get(path)).headers['location']).to.equal('/repos/list');
    }
  });
});
