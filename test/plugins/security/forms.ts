import { createHash } from 'node:crypto';
import { expect } from '@hapi/code';
import type { NamedPlugin, Server } from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import { QueryTypes } from 'sequelize';
import { type App, app, type Flags } from '../../support/app.js';
import { browser } from '../../support/browser.js';
import { loose, takesForm, takesQuery } from '../../support/loose.js';
import { people } from '../../support/people.js';

export const lab = Lab.script();
const { describe, it } = lab;

const form: NamedPlugin<object> = {
  name: 'form',
  register(server) {
    const plugins = { policy: 'anyone' as const, loose };
    server.route([
      {
        method: 'GET',
        path: '/form',
        handler: (_request, h) => h.page('errors/error', {}),
        options: { plugins, validate: takesQuery },
      },
      { method: 'POST', path: '/form', handler: () => 'changed', options: { plugins, validate: takesForm } },
      {
        method: 'POST',
        path: '/event',
        handler: () => 'heard',
        options: { auth: false, plugins: { policy: 'event', crumb: false, loose }, validate: takesForm },
      },
    ]);
  },
};

const open = (flags: Flags, env: Record<string, string> = {}): Promise<App> =>
  app(flags, { env, more: [{ plugin: form, options: {} }] });

/** A digest of every row of every table. */
async function digest(server: Server): Promise<string> {
  const { sequelize } = server.plugins.database;
  const tables = await sequelize.getQueryInterface().showAllTables();
  const hash = createHash('sha256');
  for (const table of tables.map(String).sort())
    hash.update(
      JSON.stringify(await sequelize.query(`SELECT * FROM "${table}"`, { type: QueryTypes.SELECT })),
    );
  return hash.digest('hex');
}

describe('a form', () => {
  it('is taken with its token, from the page itself', async (flags: Flags) => {
    const { server } = await open(flags);
    const person = browser(server);
    await person.get('/form');
    for (const headers of [
      {},
      { 'sec-fetch-site': 'same-origin', origin: 'http://127.0.0.1:0' },
      { 'sec-fetch-site': 'none' },
      { host: 'localhost:5000', origin: 'http://localhost:5000' },
    ] as Record<string, string>[])
      expect((await person.post('/form', {}, headers)).payload).to.equal('changed');
  });

  it('is refused without its token, with a wrong one, and with that of another session', async (flags: Flags) => {
    const { server } = await open(flags);
    const [person, other] = [browser(server), browser(server)];
    await person.get('/form');
    await other.get('/form');
    const before = await digest(server);
    for (const crumb of ['', 'x'.repeat(43), other.jar.get('crumb') ?? '']) {
      const answer = await person.post('/form', { crumb });
      expect(answer.statusCode).to.equal(403);
      expect(answer.payload).to.contain('<h1>');
    }
    expect((await server.inject({ method: 'POST', url: '/form' })).statusCode).to.equal(403);
    expect(await digest(server)).to.equal(before);
  });

  it('is refused from another site, whatever else it brings', async (flags: Flags) => {
    const { server } = await open(flags);
    const person = browser(server);
    await person.get('/form');
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'http://127.0.0.1:0.evil.example' },
      { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' },
    ] as Record<string, string>[]) {
      const answer = await person.post('/form', {}, headers);
      expect(answer.statusCode, JSON.stringify(headers)).to.equal(403);
      expect(answer.payload).to.contain('another site');
    }
  });

  it('that the app itself sent by another address than FULL_HOSTNAME is refused with both named, and one line', async (flags: Flags) => {
    const lines: string[] = [];
    for (const [home, origin, host] of [
      ['http://127.0.0.1:5000', 'https://traffic.example.com', '10.0.0.7:8080'],
      ['http://traffic.example.com', 'https://traffic.example.com', '127.0.0.1:5000'],
      ['https://traffic.example.com', 'http://traffic.example.com', 'traffic.example.com'],
      ['https://tools.example.com/traffic', 'https://traffic.example.com', 'app'],
    ] as [string, string, string][]) {
      const { server } = await open(flags, { FULL_HOSTNAME: home });
      server.events.on('log', ({ data }) => {
        const { kind, message } = data as { kind?: string; message?: string };
        if (kind === 'security.foreign-form') lines.push(message ?? '');
      });
      const headers = { origin, host, 'sec-fetch-site': 'same-origin' };
      for (let at = 0; at < 3; at += 1) {
        const answer = await browser(server).post('/form', {}, headers);
        expect(answer.statusCode).to.equal(403);
        expect(answer.payload).to.contain(['FULL_HOSTNAME', origin, new URL(home).origin]);
      }
      const line = lines.pop();
      expect(line).to.contain([origin, host, 'same-origin', home]);
      expect(lines).to.be.empty();
    }
  });

  it('is not read from a body that a plain link of another site can send', async (flags: Flags) => {
    const { server } = await open(flags);
    const person = browser(server);
    await person.get('/form');
    const crumb = person.jar.get('crumb') ?? '';
    const answer = await server.inject({
      method: 'POST',
      url: '/form',
      headers: { cookie: `crumb=${crumb}`, 'content-type': 'text/plain' },
      payload: JSON.stringify({ crumb }),
    });
    expect(answer.statusCode).to.be.within(400, 499);
  });

  it('is not asked of machines with a token of their own', async (flags: Flags) => {
    const { server } = await open(flags);
    const headers = { origin: 'https://other.example', 'sec-fetch-site': 'cross-site' };
    const answer = await server.inject({ method: 'POST', url: '/event', headers });
    expect(answer.payload).to.equal('heard');
    expect(answer.headers['set-cookie']).to.be.undefined();
  });

  it('keeps its token over styles, probes and errors', async (flags: Flags) => {
    const { server } = await open(flags);
    const person = browser(server);
    await person.get('/form');
    const token = person.jar.get('crumb');
    for (const path of ['/static/htmx.min.js', '/nothing', '/form', '/health/live'])
      expect((await person.get(path)).statusCode).to.be.below(500);
    expect(person.jar.get('crumb')).to.equal(token);
    const { headers } = await server.inject('/static/htmx.min.js');
    expect(headers['set-cookie']).to.be.undefined();
  });

  it('is the only way to change anything: opening every page leaves every row as it was', async (flags: Flags) => {
    const { server } = await open(flags);
    const { alice } = await people(server);
    const before = await digest(server);
    const paths = server.table().filter((route) => route.method === 'get' && !route.path.includes('{'));
    for (const { path } of paths)
      for (const method of ['GET', 'HEAD'])
        await server.inject({ method, url: path, headers: { cookie: alice.cookie } });
    expect(await digest(server)).to.equal(before);
  });

  it('is not undone by the cookies of another app on the same host', async (flags: Flags) => {
    const { server } = await open(flags);
    for (const cookie of ['a=b; sid-0=junk; x', 'crumb="', `sid-0=${'F'.repeat(2_000)}`, 'ä=ö; =; ;;'])
      expect((await server.inject({ url: '/form', headers: { cookie } })).statusCode, cookie).to.equal(200);
  });
});
