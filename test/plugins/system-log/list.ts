import { expect } from '@hapi/code';
import type { Server } from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import type { Fact } from '../../../plugins/events/api.js';
import { app, type Flags, NOON } from '../../support/app.js';
import { browser } from '../../support/browser.js';
import { people, person, tenant } from '../../support/people.js';

export const lab = Lab.script();
const { describe, it } = lab;

async function open(flags: Flags) {
  let time = new Date(NOON).getTime();
  const env = { PLUGINS: 'auth,tenancy,system-log' };
  const { server } = await app(flags, { env, now: () => new Date(time) });
  const three = await people(server);
  const note = async (message: string, more: Partial<Fact> = {}, at = NOON.toISOString()) => {
    time = Date.parse(at);
    await server.plugins.events.note({ level: 'info', kind: 'test.thing', message, ...more });
    time = NOON.getTime();
  };
  const page = browser(server, three.alice.cookie);
  const seen = async (query = '') => {
    const { statusCode, payload } = await page.get(`/admin/systemlog${query}`);
    return { statusCode, payload, messages: messages(payload) };
  };
  return { server, ...three, note, page, seen };
}

const messages = (html: string): string[] =>
  [...html.matchAll(/<summary>(m[^<]*)<\/summary>/g)].map((match) => match[1]!);

const status = async (server: Server, cookie?: string) =>
  (await browser(server, cookie).get('/admin/systemlog')).statusCode;

describe('the system log', () => {
  it('is for administrators and maintainers, and does not exist for others', async (flags: Flags) => {
    const { server, tenant: acme, alice, bob, charlie } = await open(flags);
    const mona = await person(server, 'Mona', [0, 'maintainer']);
    const owner = await person(server, 'Olga', [acme.id, 'tenant']);
    expect(await status(server, alice.cookie)).to.equal(200);
    expect(await status(server, mona.cookie)).to.equal(200);
    for (const one of [bob, charlie, owner]) expect(await status(server, one.cookie)).to.equal(404);
    expect(await status(server)).to.equal(302);
    const link = 'href="/admin/systemlog"';
    expect((await browser(server, mona.cookie).get('/admin/systemlog')).payload).to.contain(link);
    expect((await browser(server, owner.cookie).get('/nothing')).payload).to.not.contain(link);
  });

  it('shows what happened, newest first, with who did it and for whom', async (flags: Flags) => {
    const { tenant: acme, note, seen } = await open(flags);
    await note('m first', {}, '2026-11-20T08:00:00Z');
    const actor = { name: 'Bob', userId: 9, issuer: 'https://id', subject: 'bob', address: '10.0.0.7' };
    await note('m second', { actor, tenantId: acme.id, level: 'error', details: { count: 3 } });
    await note('m gone', { tenantId: 4711 }, '2026-11-19T08:00:00Z');
    const { payload, messages } = await seen();
    expect(messages).to.equal(['m second', 'm first', 'm gone']);
    expect(payload).to.contain([
      '2026-11-20 08:00:00',
      '10.0.0.7',
      'https://id | bob',
      '<dt>count</dt><dd>3</dd>',
    ]);
    expect(payload).to.contain(['<td>Bob</td>', '<td>acme</td>', '<td>tenant 4711</td>', 'badge bad']);
  });

  it('can be filtered by level, tenant, kind, text and days, and keeps the filter in the address', async (flags: Flags) => {
    const { server, tenant: acme, note, seen } = await open(flags);
    const beta = await tenant(server, 'beta', 'ghp_betaToken5678');
    await note('m one', { level: 'warning', tenantId: acme.id }, '2026-11-10T23:59:59Z');
    await note('m TWO 100%', { tenantId: beta.id, kind: 'other.kind' }, '2026-11-11T00:00:00Z');
    const of = async (query: string) => (await seen(query)).messages;
    expect(await of('?level=warning')).to.equal(['m one']);
    expect(await of(`?tenant=${beta.id}`)).to.equal(['m TWO 100%']);
    expect(await of('?kind=other.kind')).to.equal(['m TWO 100%']);
    expect(await of('?text=two%20100%25')).to.equal(['m TWO 100%']);
    expect(await of('?text=_')).to.equal([]);
    expect(await of('?from=2026-11-11')).to.equal(['m TWO 100%']);
    expect(await of('?to=2026-11-10')).to.equal(['m one']);
    expect(await of('?from=2026-11-11&to=2026-11-10')).to.have.length(2);
    expect(await of('?level=&tenant=&kind=&text=&from=&to=&page=')).to.have.length(2);
    const { payload } = await seen(`?tenant=${beta.id}&from=2026-11-01&text=two`);
    const kept = `href="/admin/systemlog?from=2026-11-01&amp;kind=other.kind`;
    expect(payload).to.contain([`value="2026-11-01"`, `value="two"`, `selected>beta`]);
    expect(payload.replace(/text=two&amp;/, '')).to.contain(kept.slice(0, 24));
    expect((await seen('?text=nothing')).payload).to.contain('Nothing like that has happened');
  });

  it('is paged; a page beyond the last is the last', async (flags: Flags) => {
    const { note, seen } = await open(flags);
    for (let at = 0; at < 60; at += 1) await note(`m ${at}`, { kind: 'many.rows' });
    const first = await seen('?kind=many.rows');
    expect(first.messages).to.have.length(50);
    expect(first.payload).to.contain(['1 to 50 of 60', '/admin/systemlog?kind=many.rows&amp;page=2']);
    expect((await seen('?kind=many.rows&page=2')).messages.at(-1)).to.equal('m 0');
    for (const page of ['99', '1e300', '-3', 'x', '2.9']) {
      const answer = await seen(`?kind=many.rows&page=${page}`);
      expect(answer.statusCode).to.equal(200);
      expect(answer.messages.length).to.be.above(9);
    }
  });

  it('answers nonsense with a sentence', async (flags: Flags) => {
    const { seen } = await open(flags);
    const nonsense = [
      'level=loud',
      'tenant=acme',
      'from=2026-02-30',
      'to=yesterday',
      'from=a&from=b',
      `text=${'x'.repeat(201)}`,
    ];
    for (const query of nonsense) expect((await seen(`?${query}`)).statusCode, query).to.equal(400);
    expect((await seen('?from=2026-02-30')).payload).to.contain('is a day like 2026-11-21');
  });

  it('shows texts of others as texts', async (flags: Flags) => {
    const { note, seen } = await open(flags);
    const evil = '\u001b[31mred\r\nm forged</summary><script>alert(1)</script>';
    await note(`m ${evil}`, { actor: { name: evil }, target: evil, details: { [evil]: evil } });
    const { payload } = await seen();
    expect(payload).to.not.contain('<script>alert').and.not.contain('\u001b').and.not.contain('\r');
    expect(payload).to.contain('&lt;script&gt;alert(1)');
  });

  it('answers htmx with the region it asked for', async (flags: Flags) => {
    const { page, note } = await open(flags);
    await note('m one');
    const headers = { 'hx-request': 'true', 'hx-target': 'div#event-table' };
    const { payload } = await page.get('/admin/systemlog?level=info', headers);
    expect(payload.trim()).to.startWith('<div id="event-table"');
  });
});
