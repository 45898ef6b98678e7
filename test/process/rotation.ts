import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { after, type Flags } from '../support/app.js';
import { type Child, child } from '../support/child.js';
import { CLIENT, mockProvider } from '../support/identity-provider.js';
import { netBrowser } from '../support/net-browser.js';
import { cluster, noPostgres } from '../support/postgres.js';

export const lab = Lab.script();
const { describe, it } = lab;

const reason = noPostgres();
const title = 'of database, App ID, events and key are changed on two instances without one refused request';
const [OLD, NEW] = ['the old one of thirty-two bytes or more', 'the new one of thirty-two bytes or more'];

interface Instance {
  url: string;
  process: Child;
}

/** Two instances that are replaced one after the other, while somebody keeps asking one of those that are there. */
async function rolling(flags: Flags, folder: string, first: Record<string, string>) {
  let env: Record<string, string> = { PORT: '0', COLLECT_AT: 'off', LOG_LEVEL: 'info', ...first };
  const serving: Instance[] = [];
  const refused: string[] = [];
  let [asked, watching] = [0, true];

  async function begin(): Promise<void> {
    const started = child(flags, 'start.js', env, folder);
    const [, url = ''] = await started.until(/runs at (http:\/\/127\.0\.0\.1:\d+)/);
    serving.push({ url, process: started });
  }

  async function watch(): Promise<void> {
    while (watching) {
      asked += 1;
      const { url } = serving[asked % serving.length]!;
      for (const path of ['/', '/health/ready']) {
        const { status } = await fetch(url + path);
        if (status !== 200) refused.push(`${path} ${status}`);
      }
      await pause(20);
    }
  }

  await begin();
  await begin();
  const watched = watch();
  after(flags, async () => {
    watching = false;
    await watched;
  });
  return {
    any: () => serving[0]!.url,
    async roll(change: Record<string, string>): Promise<void> {
      env = { ...env, ...change };
      for (let nth = 0; nth < 2; nth += 1) {
        await begin();
        const old = serving.shift()!;
        // As a load balancer does: no new requests first, then the end.
        await pause(100);
        old.process.process.kill('SIGTERM');
        expect((await old.process.ended()).code).to.equal(0);
      }
    },
    async command(name: string): Promise<number | null> {
      return (await child(flags, 'cli.js', env, folder, [name]).ended()).code;
    },
    async stop(): Promise<{ refused: string[]; asked: number }> {
      watching = false;
      await watched;
      return { refused, asked };
    },
  };
}

describe('passwords and secrets', () => {
  const options = { skip: reason !== null, timeout: 90_000 };
  it(reason ? `${title}; skipped: ${reason}` : title, options, async (flags: Flags) => {
    const server = await cluster();
    after(flags, () => server.remove());
    const psql = (statement: string) =>
      server.program('psql', [
        ...['-X', '-v', 'ON_ERROR_STOP=1', '-h', '127.0.0.1', '-p', String(server.port)],
        ...['-U', 'postgres', '-d', 'postgres', '-c', statement],
      ]);
    const as = (user: string) =>
      `postgres://${user}:the-password-of-${user}@127.0.0.1:${server.port}/rotated`;
    await psql("CREATE ROLE first LOGIN PASSWORD 'the-password-of-first'");
    await psql("CREATE ROLE second LOGIN PASSWORD 'the-password-of-second' IN ROLE first");
    await psql('CREATE DATABASE rotated OWNER first');
    const rules = join(server.folder, 'data', 'pg_hba.conf');
    writeFileSync(rules, 'host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n');
    await psql('SELECT pg_reload_conf()');

    const provider = await mockProvider(flags);
    const accepted = new Set([OLD]);
    provider.answers.set('/token', async (request, response) => {
      const [, basic = ''] = String(request.headers.authorization ?? '').split(' ');
      const secret = decodeURIComponent(Buffer.from(basic, 'base64').toString().split(':')[1] ?? '');
      const json = accepted.has(secret.replaceAll('+', ' '))
        ? { access_token: 'opaque', token_type: 'Bearer', id_token: await provider.token(provider.asked!) }
        : { error: 'invalid_client' };
      response.writeHead('error' in json ? 401 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(json));
    });

    const app = await rolling(flags, server.folder, {
      ...{ DATABASE_URL: as('first'), EVENT_TOKEN: OLD, SECRET_KEY: OLD },
      ...{ APPID_CLIENT_ID: CLIENT.id, APPID_SECRET: OLD, APPID_OAUTH_SERVER_URL: provider.issuer },
    });
    // Nobody has set the app up: what counts is that the token is taken.
    const TAKEN = 503;
    const event = async (token: string) =>
      (
        await fetch(`${app.any()}/collectStats`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ token }),
        })
      ).status;
    const signedIn = async (browser = netBrowser()) => {
      await browser.get(`${app.any()}/login`);
      return (await browser.get(`${app.any()}/user/profile`)).status;
    };
    const alice = netBrowser();
    expect(await signedIn(alice)).to.equal(200);
    expect([await event(OLD), await event(NEW)]).to.equal([TAKEN, 403]);

    // First both are valid, and each instance can read what the other writes.
    accepted.add(NEW);
    const both = { EVENT_TOKEN: `${OLD},${NEW}` };
    await app.roll({
      ...both,
      ...{ DATABASE_URL: as('second'), APPID_SECRET: NEW, SECRET_KEY_PREVIOUS: NEW },
    });
    expect((await alice.get(`${app.any()}/user/profile`)).status).to.equal(200);
    expect([await event(OLD), await event(NEW)]).to.equal([TAKEN, TAKEN]);
    await psql('ALTER ROLE first NOLOGIN');
    accepted.delete(OLD);
    expect(await signedIn()).to.equal(200);

    await app.roll({ EVENT_TOKEN: NEW, SECRET_KEY: NEW, SECRET_KEY_PREVIOUS: OLD });
    expect(await app.command('rotate-keys')).to.equal(0);
    await app.roll({ SECRET_KEY_PREVIOUS: '' });
    expect([await event(OLD), await event(NEW)]).to.equal([403, TAKEN]);
    expect(await signedIn()).to.equal(200);
    const { refused, asked } = await app.stop();
    expect(refused).to.equal([]);
    expect(asked).to.be.above(20);
  });
});
