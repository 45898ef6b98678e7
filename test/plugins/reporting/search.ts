import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { browser } from '../../support/browser.js';
import { answer, harvest } from '../../support/history.js';
import { people } from '../../support/people.js';
import { reports } from '../../support/reports.js';

export const lab = Lab.script();
const { describe, it } = lab;

async function open(flags: Flags) {
  const { server, track, merge } = await reports(flags);
  const { tenant, bob } = await people(server);
  for (const [name, views] of [
    ['rocket', 4321],
    ['night_owl', 60],
  ] as const) {
    const id = await track(tenant.id, 'acme', name);
    const days = [9, 10, 11].map((day): [string, number, number] => [
      `2026-11-${String(day).padStart(2, '0')}`,
      views + day,
      7,
    ]);
    await merge(harvest(id, '2026-11-21', answer(...days), answer()));
  }
  const get = async (url: string) => (await browser(server, bob.cookie).get(url)).payload;
  const page = async (search: string) => {
    const html = await get(`/repos/stats?search=${encodeURIComponent(search)}`);
    const rows = [...html.matchAll(/>acme\/(\w+)<\/a><\/th><td class="tight">2026-11-(\d\d)</g)];
    return { html, rows: rows.map(([, name, day]) => `${name} ${day}`).sort() };
  };
  return { get, page };
}

describe('the search of the daily table', () => {
  it('looks into every column, for each word', async (flags: Flags) => {
    const { page } = await open(flags);
    const rows = async (search: string) => (await page(search)).rows;
    expect(await rows('ROCKET')).to.equal(['rocket 09', 'rocket 10', 'rocket 11']);
    expect(await rows('2026-11-10')).to.equal(['night_owl 10', 'rocket 10']);
    expect(await rows('4331')).to.equal(['rocket 10']);
    expect(await rows('4,331')).to.equal(['rocket 10']);
    expect(await rows('71')).to.equal(['night_owl 11']);
    expect(await rows('owl 11-09')).to.equal(['night_owl 09']);
    expect((await rows('acme')).length).to.equal(6);
  });

  it('takes no sign for a wildcard, and says where nothing matches', async (flags: Flags) => {
    const { page } = await open(flags);
    for (const search of ['%', 'ro%et', 'rock_t', '*', "'", '4_31', '2026%', '\\']) {
      const { rows, html } = await page(search);
      expect(rows, search).to.equal([]);
      expect(html).to.contain('No day matches');
    }
    expect((await page('_')).rows).to.equal(['night_owl 09', 'night_owl 10', 'night_owl 11']);
  });

  it('is what the CSV beside it holds', async (flags: Flags) => {
    const { get, page } = await open(flags);
    for (const search of ['71', 'rocket', '2026-11-10', '4,331 acme', '%']) {
      const { html, rows } = await page(search);
      const [, href = ''] = /href="(\/data\/repostats\.csv[^"]*)"/.exec(html) ?? [];
      const lines = (await get(href.replaceAll('&amp;', '&'))).trim().split('\r\n').slice(1);
      const found = lines.map((line) => line.split(','));
      expect(found.map((cells) => `${cells[7]} ${cells[1]?.slice(8)}`).sort(), search).to.equal(rows);
    }
  });
});
