import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import type { Flags } from '../../support/app.js';
import { browser } from '../../support/browser.js';
import { answer, harvest } from '../../support/history.js';
import { people, person, tenant } from '../../support/people.js';
import { type Reports, reports } from '../../support/reports.js';

export const lab = Lab.script();
const { describe, it } = lab;

const PAGES = ['/overview', '/repos/stats', '/repos/statsweekly', '/repos/linechart'];

/** Fourteen days up to 20 November with 10 views each, asked on the 21st. */
const fortnight = (id: number, views = 10) => {
  const days = Array.from({ length: 13 }, (_, at): [string, number, number] => [
    `2026-11-${String(8 + at).padStart(2, '0')}`,
    views,
    2,
  ]);
  return harvest(id, '2026-11-21', answer(...days), answer());
};

async function acme(
  flags: Flags,
): Promise<Reports & Awaited<ReturnType<typeof people>> & { rocket: number }> {
  const app = await reports(flags);
  const folk = await people(app.server);
  const rocket = await app.track(folk.tenant.id, 'acme', 'rocket');
  await app.merge(fortnight(rocket));
  return { ...app, ...folk, rocket };
}

// Halves of surrogate pairs cannot be written in an address at all.
const whole = (text: string) => Buffer.from(text, 'utf8').toString('utf8');

describe('reporting pages', () => {
  it('show a tenant its own repositories, and a stranger nothing', async (flags: Flags) => {
    const { server, alice, bob, charlie, track } = await acme(flags);
    const other = await tenant(server, 'other');
    await track(other.id, 'other', 'secret-canary');
    for (const url of PAGES) {
      for (const { cookie } of [alice, bob]) {
        const { statusCode, payload } = await browser(server, cookie).get(url);
        expect(statusCode).to.equal(200);
        expect(payload).to.contain('acme/rocket');
        expect(payload).to.not.contain('canary');
      }
      // Who has nothing to see is led from the first page on to what there is to do.
      const strange = (await browser(server, charlie.cookie).get(url)).statusCode;
      expect(strange).to.equal(url === '/overview' ? 302 : 404);
      expect((await browser(server).get(url)).statusCode).to.equal(302);
    }
  });

  it('never give one person what was made for another, nor a kept form token', async (flags: Flags) => {
    const { server, tenant: own, alice, track, merge } = await acme(flags);
    const single = await track(own.id, 'acme', 'single');
    await merge(fortnight(single, 77));
    const dora = await person(server, 'Dora', [own.id, 'repository-viewer', single]);
    for (const url of PAGES) {
      const [first, again] = [browser(server, alice.cookie), browser(server, alice.cookie)];
      expect((await first.get(url)).payload)
        .to.contain('Alice')
        .and.to.contain('acme/rocket');
      const hers = await browser(server, dora.cookie).get(url);
      expect(hers.payload).to.contain('Dora').and.to.contain('acme/single');
      expect(hers.payload).to.not.contain('Alice');
      expect(hers.payload).to.not.contain('acme/rocket');
      const { payload } = await again.get(url);
      expect(payload).to.contain(again.jar.get('crumb')!);
      expect(payload).to.not.contain(first.jar.get('crumb')!);
    }
  });

  it('show new figures at once after a collection, and a day later without one', async (flags: Flags) => {
    const { server, alice, rocket, merge, clock } = await acme(flags);
    const { get } = browser(server, alice.cookie);
    expect((await get('/overview')).payload).to.contain('<b>130</b>');
    await merge(harvest(rocket, '2026-11-21', answer(['2026-11-10', 50, 3]), answer()));
    expect((await get('/overview')).payload).to.contain('<b>170</b>');
    clock.today = '2026-12-30';
    const folk = await person(server, 'Erna', [1, 'viewer']);
    expect((await browser(server, folk.cookie).get('/overview')).payload).to.not.contain('<b>170</b>');
  });

  it('answer a piece to htmx and the whole page to everybody else, at one address', async (flags: Flags) => {
    const { server, alice } = await acme(flags);
    const { get } = browser(server, alice.cookie);
    const whole = await get('/overview?range=14');
    const piece = await get('/overview?range=14', { 'hx-request': 'true', 'hx-target': 'div#report' });
    expect(whole.payload).to.startWith('<!doctype html>');
    expect(piece.payload.trim()).to.startWith('<div id="report"');
    expect(whole.payload).to.contain(piece.payload.trim());
    expect(piece.headers['vary']).to.contain('HX-Request');
  });

  it('make the best of any text in any parameter, and say so where that is impossible', async (flags: Flags) => {
    const { server, alice } = await acme(flags);
    const names = [
      'from',
      'to',
      'range',
      'bucket',
      'compare',
      'search',
      'sort',
      'dir',
      'page',
      'repo',
      'metric',
      'tenant',
      'x',
    ];
    const query = fc.array(
      fc.tuple(
        fc.constantFrom(...names),
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 300 }),
          fc.constantFrom('all', '2008-01-01', '9e9', '-1', '%', '1,2', 'views'),
        ),
      ),
      { maxLength: 4 },
    );
    const paths = fc.constantFrom(
      ...PAGES,
      '/repos/acme/rocket',
      '/data/repostats.csv',
      '/data/weekly.csv',
      '/data/totals.csv',
      '/data/repostats.json',
      '/data/repositories.csv',
    );
    await fc.assert(
      fc.asyncProperty(paths, query, async (path, pairs) => {
        const text = pairs.map(([name, value]) => `${name}=${encodeURIComponent(whole(value))}`).join('&');
        const { statusCode } = await server.inject({
          url: `${path}?${text}`,
          headers: { cookie: alice.cookie },
        });
        expect([200, 400]).to.include(statusCode);
      }),
      { numRuns: 150 },
    );
  });

  it('lead a newcomer to adding repositories, and then to the first collection', async (flags: Flags) => {
    const { server, track } = await reports(flags);
    const { alice, tenant: own } = await people(server);
    const { get } = browser(server, alice.cookie);
    for (const url of PAGES) expect((await get(url)).payload).to.contain('href="/repos/list"');
    await track(own.id, 'acme', 'rocket');
    expect((await get('/overview')).payload).to.contain('first numbers arrive');
    expect((await get('/repos/acme/rocket')).payload).to.contain('first numbers arrive');
  });

  it('sort, search and page the repositories by the address alone', async (flags: Flags) => {
    const { server, alice, tenant: own, track, merge } = await acme(flags);
    for (let n = 0; n < 55; n += 1) await track(own.id, 'acme', `many-${String(n).padStart(2, '0')}`);
    await merge(fortnight(await track(own.id, 'acme', 'busy'), 99));
    const { get } = browser(server, alice.cookie);
    const names = async (query: string) =>
      [...(await get(`/overview?${query}`)).payload.matchAll(/class="name"[^>]*>([^<]+)/g)].map(
        ([, name]) => name,
      );
    expect((await names('')).slice(0, 2)).to.equal(['acme/busy', 'acme/rocket']);
    expect((await names('sort=repository')).slice(0, 2)).to.equal(['acme/busy', 'acme/many-00']);
    expect((await names('sort=repository&dir=desc'))[0]).to.equal('acme/rocket');
    expect(await names('sort=repository&page=2')).to.have.length(7);
    expect(await names('sort=repository&page=99')).to.have.length(7);
    expect(await names('search=busy')).to.equal(['acme/busy']);
  });
});
