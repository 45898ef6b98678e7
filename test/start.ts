import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { after, app, type Flags, newFolder, SECRET } from './support/app.js';
import { type Child, child } from './support/child.js';
import { freshSqlite } from './support/database.js';
import { person } from './support/people.js';

export const lab = Lab.script();
const { describe, it } = lab;

function begin(flags: Flags, env: Record<string, string> = {}): { app: Child; folder: string } {
  const folder = newFolder(flags);
  return { app: child(flags, 'start.js', { PORT: '0', COLLECT_AT: 'off', ...env }, folder), folder };
}

async function fails(flags: Flags, env: Record<string, string>): Promise<string> {
  const { app } = begin(flags, env);
  expect((await app.ended()).code).to.equal(1);
  const { out, err } = app.text();
  expect(out).to.not.contain('Open http');
  expect(err).to.match(/^[^\n]+\n$/);
  return err;
}

describe('the start', () => {
  it('needs nothing, and tells a newcomer one address to open', async (flags: Flags) => {
    const { app, folder } = begin(flags);
    const [, url = ''] = await app.until(/(http:\/\/127\.0\.0\.1:\d+\/)\S*\n\n$/);
    expect((await fetch(url)).status).to.be.below(500);
    const block = app.text().out.split('GitHub Traffic Analytics runs.')[1] ?? '';
    expect(block.match(/http:\/\/\S+/g)).to.have.length(1);
    expect(readdirSync(join(folder, 'data'))).to.include(['secret-key', 'traffic.sqlite']);
    app.process.kill('SIGTERM');
    expect((await app.ended()).code).to.equal(0);
  });

  it('answers the probe and keeps other requests while the app is still loading', async (flags: Flags) => {
    const { listening, open } = await earlyBird();
    const { app } = begin(flags, { PORT: String(listening) });
    const first = await open(`http://127.0.0.1:${listening}/health/live`);
    expect(first.status).to.equal(200);
    const page = await fetch(`http://127.0.0.1:${listening}/static/htmx.min.js`);
    expect(page.status).to.equal(200);
    app.process.kill('SIGTERM');
    expect((await app.ended()).code).to.equal(0);
  });

  it('says in one line that the port is taken', async (flags: Flags) => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    after(flags, () => other.close());
    const { port } = other.address() as AddressInfo;
    expect(await fails(flags, { PORT: String(port) }))
      .to.contain(`PORT: ${port} `)
      .and.to.contain('in use');
  });

  it('says in one line that the address is not of this machine', async (flags: Flags) => {
    expect(await fails(flags, { HOST: '203.0.113.7' })).to.match(/^HOST: /);
  });

  it('says in one line what is wrong with a variable', async (flags: Flags) => {
    expect(await fails(flags, { COLLECT_AT: 'noon' })).to.match(/^COLLECT_AT: "noon" is not/);
    expect(await fails(flags, { PLUGINS: 'collecting' })).to.match(/^PLUGINS: "collecting" is no plugin/);
  });

  it('says in one line that the database cannot be used', async (flags: Flags) => {
    expect(await fails(flags, { DATABASE_URL: 'sqlite:/dev/null/x.sqlite' })).to.match(/database/);
  });
});

// The output is a log: nothing says that a person reads it.
const AS_SERVER = { CE_APP: 'traffic', HOST: '127.0.0.1', COLLECT_AT: 'off' };

describe('the set-up link', () => {
  for (const level of ['info', 'warn', 'silent'])
    it(`is told once, as a line of JSON, at LOG_LEVEL=${level}`, async (flags: Flags) => {
      const env = { ...AS_SERVER, DATABASE_URL: 'sqlite:x.sqlite', SECRET_KEY: SECRET, LOG_LEVEL: level };
      const running = child(flags, 'start.js', { ...env, PORT: '0' }, newFolder(flags));
      const [line] = await running.until(/.*\/login\/link#.*/);
      expect(JSON.parse(line).data).to.contain('This installation is not set up yet');
      running.process.kill('SIGTERM');
      await running.ended();
      expect(running.text().out.match(/link#/g)).to.have.length(1);
    });

  it('is told no more of an installation that is set up', async (flags: Flags) => {
    const fresh = await freshSqlite();
    after(flags, fresh.drop);
    const { server } = await app(flags, { database: fresh });
    const { tenancy, database } = server.plugins;
    const { user } = await person(server, 'Alice');
    const token = {
      token: 'ghp_aliceToken1234',
      account: 'acme',
      kind: 'classic',
      scopes: [],
      expiresAt: null,
    };
    const acme = { name: 'acme', githubLogin: 'acme', ...token };
    await database.write((transaction) => tenancy.initialize(transaction, user.id, acme));
    const { listening, open } = await earlyBird();
    const env = { ...AS_SERVER, DATABASE_URL: fresh.url, SECRET_KEY: SECRET, LOG_LEVEL: 'silent' };
    const running = child(flags, 'start.js', { ...env, PORT: String(listening) }, newFolder(flags));
    expect((await open(`http://127.0.0.1:${listening}/`)).status).to.equal(200);
    running.process.kill('SIGTERM');
    await running.ended();
    expect(running.text()).to.equal({ out: '', err: '' });
  });
});

describe('a start without its database', () => {
  it('waits for it, says so in one line, and can be ended', async (flags: Flags) => {
    const { listening } = await earlyBird();
    const url = 'postgres://me:hunter2hunter2@127.0.0.1:1/traffic';
    const { app } = begin(flags, { DATABASE_URL: url, PORT: String(listening) });
    const [line] = await app.until(/.*waiting for it.*/);
    expect(line).to.contain('connect ECONNREFUSED 127.0.0.1:1').and.to.not.contain('hunter2');
    expect((await fetch(`http://127.0.0.1:${listening}/health/live`)).status).to.equal(200);
    app.process.kill('SIGTERM');
    expect((await app.ended()).code).to.equal(0);
  });
});

/** A free port, and a fetch that tries until something listens there. */
async function earlyBird() {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const listening = (probe.address() as AddressInfo).port;
  await new Promise((resolve) => probe.close(resolve));
  async function open(url: string): Promise<Response> {
    for (;;) {
      const answer = await fetch(url).catch(() => null);
      if (answer) return answer;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
  return { listening, open };
}
