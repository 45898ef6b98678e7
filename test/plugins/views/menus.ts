import { expect } from '@hapi/code';
import type { NamedPlugin } from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import { app, type Flags } from '../../support/app.js';
import { browser } from '../../support/browser.js';
import { people, person } from '../../support/people.js';

export const lab = Lab.script();
const { describe, it } = lab;

/** The links of a part of the page, in words, with the menu that holds them: `Administration > Users`. */
function linksOf(html: string, part: RegExp): Map<string, string> {
  const found = new Map<string, string>();
  let menu = '';
  const pieces =
    /<summary[^>]*>([^<]+)<\/summary>|<p class="small soft">([^<]+)<\/p>|(<\/details>)|<a href="([^"]+)"[^>]*>([^<]+)<\/a>/g;
  for (const [, summary, head, end, href = '', label] of (part.exec(html)?.[0] ?? '').matchAll(pieces)) {
    if (end) menu = '';
    else if (label) found.set(menu ? `${menu} > ${label}` : label, href);
    else menu = summary ?? head ?? '';
  }
  return found;
}

const ROW = /<nav class="rooms"[\s\S]*?<\/nav>/;
const PHONE = /<nav aria-label="Main menu">[\s\S]*?<\/nav>/;
const TABS = /<nav class="tabs"[\s\S]*?<\/nav>/;

async function open(flags: Flags) {
  const { server } = await app(flags);
  const three = await people(server);
  const mona = await person(server, 'Mona', [0, 'maintainer']);
  const read = async (who: { cookie: string }, path: string) =>
    (await browser(server, who.cookie).get(path)).payload;
  return { server, ...three, mona, read };
}

describe('the menu', () => {
  it('has the tutorial’s words, one step away on every page', async (flags: Flags) => {
    const { server, alice, read } = await open(flags);
    for (const path of [
      '/overview',
      '/repos/list',
      '/admin/users',
      '/settings',
      '/user/profile',
      '/nothing',
    ]) {
      const row = linksOf(await read(alice, path), ROW);
      expect(Object.fromEntries(row), path).to.equal({
        Overview: '/overview',
        Chart: '/repos/linechart',
        'Repositories > List': '/repos/list',
        'Repositories > Daily traffic': '/repos/stats',
        'Repositories > Weekly traffic': '/repos/statsweekly',
        Collection: '/admin/collectStats',
        Settings: '/settings',
        'Administration > Collect statistics': '/admin/collectStats',
        'Administration > System log': '/admin/systemlog',
        'Administration > Tenants': '/admin/tenants',
        'Administration > Users': '/admin/users',
      });
      for (const href of row.values())
        expect((await browser(server, alice.cookie).get(href)).statusCode, href).to.equal(200);
    }
  });

  it('holds what somebody may use, and no menu without links', async (flags: Flags) => {
    const { bob, charlie, mona, read } = await open(flags);
    expect([...linksOf(await read(bob, '/overview'), ROW).keys()]).to.equal([
      'Overview',
      'Chart',
      'Repositories > List',
      'Repositories > Daily traffic',
      'Repositories > Weekly traffic',
    ]);
    expect([...linksOf(await read(mona, '/admin/systemlog'), ROW).keys()]).to.equal([
      'Administration > Collect statistics',
      'Administration > System log',
    ]);
    expect(linksOf(await read(charlie, '/user/profile'), ROW).size).to.equal(0);
  });

  it('is one menu with the same links on a phone, where there is any', async (flags: Flags) => {
    const { alice, charlie, read } = await open(flags);
    const page = await read(alice, '/overview');
    expect([...linksOf(page, PHONE).values()]).to.equal([...linksOf(page, ROW).values()]);
    expect(await read(charlie, '/user/profile'))
      .to.contain('class="menu person"')
      .and.not.to.match(PHONE);
  });

  it('says where one is, and lays the links of that menu out above the page', async (flags: Flags) => {
    const { alice, read } = await open(flags);
    const page = await read(alice, '/admin/systemlog');
    expect(page).to.contain([
      '<summary class="current">Administration</summary>',
      '<summary>Repositories</summary>',
      '<a href="/admin/systemlog" aria-current="page">System log</a>',
    ]);
    expect([...linksOf(page, TABS).keys()]).to.equal([
      'Collect statistics',
      'System log',
      'Tenants',
      'Users',
    ]);
    expect(await read(alice, '/overview')).not.to.match(TABS);
  });

  it('takes the links of any plugin into a menu, in their order', async (flags: Flags) => {
    const own: NamedPlugin<object> = {
      name: 'own',
      register(server) {
        const link = { place: 'main', group: 'Repositories', visible: () => true } as const;
        server.plugins.views.addLink({ ...link, label: 'Last', href: '/last', order: 99 });
        server.plugins.views.addLink({ ...link, label: 'First', href: '/first', order: 1 });
      },
    };
    const { server } = await app(flags, { more: [{ plugin: own, options: {} }] });
    const { bob } = await people(server);
    const row = linksOf((await browser(server, bob.cookie).get('/overview')).payload, ROW);
    expect([...row.keys()]).to.equal([
      ...['First', 'List', 'Daily traffic', 'Weekly traffic', 'Last'].map((word) => `Repositories > ${word}`),
      'Overview',
      'Chart',
    ]);
  });
});
