import { writeFileSync } from 'node:fs';
import { connect as connectTo, createServer, type Server as Listener, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@hapi/code';
import Hapi from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import { plugin } from '../../../plugins/database/index.js';
import { Client } from '../../../plugins/database/postgres-client.js';
import { after, app, type Flags } from '../../support/app.js';
import { freshPostgres, optionsOf } from '../../support/database.js';
import { type Cluster, cluster, noPostgres } from '../../support/postgres.js';
import { selfSigned } from '../../support/self-signed.js';
import { house } from '../collection/house.js';

export const lab = Lab.script();
const { describe, it } = lab;

const reason = noPostgres();
const options = { skip: reason !== null, timeout: 60_000 };
const named = (title: string) => (reason ? `${title}; skipped: ${reason}` : title);

async function own(flags: Flags, settings: Record<string, string> = {}): Promise<Cluster> {
  const made = await cluster(settings);
  after(flags, () => made.remove());
  return made;
}

interface Hole {
  port: number;
  /** While it is true, nothing passes and nothing is said. */
  dark: boolean;
  /** Forgets all connections so far, as a firewall does: they stay, and nothing passes; new ones do. */
  forget(): void;
}

/** A way to the port that can turn into a black hole: connections stay, and nobody answers. */
async function hole(flags: Flags, port: number): Promise<Hole> {
  const sockets = new Set<Socket>();
  const forgotten = new Set<Socket>();
  const forget = () => {
    for (const socket of sockets) forgotten.add(socket);
  };
  const made: Hole = { port: 0, dark: false, forget };
  const listener: Listener = createServer((near) => {
    sockets.add(near);
    near.on('error', () => undefined);
    if (made.dark) return;
    const far = connectTo(port, '127.0.0.1');
    sockets.add(far);
    far.on('error', () => undefined);
    near.on('data', (data) => made.dark || forgotten.has(near) || far.write(data));
    far.on('data', (data) => made.dark || forgotten.has(near) || near.write(data));
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  after(flags, () => {
    for (const socket of sockets) socket.destroy();
    listener.close();
  });
  made.port = (listener.address() as { port: number }).port;
  return made;
}

async function until(check: () => Promise<boolean>, within: number): Promise<number> {
  const began = performance.now();
  while (!(await check())) {
    if (performance.now() - began > within) throw new Error(`not within ${within} ms`);
    await pause(50);
  }
  return performance.now() - began;
}

describe('a PostgreSQL that comes and goes', () => {
  it(
    named('is 503 while it is gone, never a set-up page, and back soon after it is back'),
    options,
    async (flags: Flags) => {
      const made = await own(flags);
      const { options: database } = await freshPostgres(made.url('postgres'), true);
      const { server, event, track, tenant, alice } = await house(flags, { empty: database });
      await track(tenant, 'rocket');
      const ready = async () => (await server.inject('/health/ready')).statusCode === 200;
      expect(await ready()).to.be.true();
      await made.kill();
      await pause(1_100);
      expect((await server.inject('/health/ready')).statusCode).to.equal(503);
      const headers = { cookie: alice.cookie };
      for (const url of ['/overview', '/', '/admin/initialize-app', '/login']) {
        const answer = await server.inject({ url, headers });
        expect(`${url} ${answer.statusCode}`).to.equal(`${url} 503`);
        expect(answer.payload).to.not.contain('setupcode');
      }
      expect((await event()).statusCode).to.equal(503);
      await made.start();
      expect(await until(ready, 5_000)).to.be.below(5_000);
      expect((await server.inject({ url: '/overview', headers })).statusCode).to.equal(200);
      expect((await event()).result).to.include({ collected: 1, failed: 0 });
    },
  );

  it(
    named('may be restarted in the middle of a collection, which the next event makes whole'),
    options,
    async (flags: Flags) => {
      const made = await own(flags);
      const { options: database } = await freshPostgres(made.url('postgres'), true);
      const { server, event, track, tenant, github, rows, setNow } = await house(flags, { empty: database });
      for (let nth = 0; nth < 8; nth += 1) await track(tenant, `r${nth}`);
      github.script(/traffic\/views/, { delay: 20 });
      const first = event();
      await until(async () => github.requests.length > 20, 10_000);
      await made.kill();
      await made.start();
      expect((await first).statusCode).to.be.within(200, 503);
      await until(async () => (await server.inject('/health/ready')).statusCode === 200, 5_000);
      setNow('2026-11-21T18:00:00Z');
      let last = await event();
      for (let round = 0; round < 3 && last.statusCode !== 200; round += 1) last = await event();
      expect(last.statusCode).to.equal(200);
      setNow('2026-11-22T18:00:00Z');
      expect((await event({ all: true })).result).to.include({ collected: 8, failed: 0, done: true });
      const [counted] = await rows<{ n: number }>('SELECT COUNT(DISTINCT repository_id) AS n FROM days');
      expect(Number(counted!.n)).to.equal(8);
    },
  );

  it(
    named('is given up when it is silent, and found again when it answers'),
    options,
    async (flags: Flags) => {
      const made = await own(flags);
      const fresh = await freshPostgres(made.url('postgres'));
      const way = await hole(flags, made.port);
      const usual = { silence: Client.silence, canary: Client.canary };
      Object.assign(Client, { silence: 300, canary: 300 });
      after(flags, () => {
        Object.assign(Client, usual);
      });
      const url = fresh.url.replace(`:${made.port}/`, `:${way.port}/`);
      const { server } = await app(flags, { database: { ...fresh, url } });
      const { database } = server.plugins;
      await database.check();
      way.dark = true;
      await expect(database.check()).to.reject(/terminated|silent/i);
      const answer = await server.inject('/health/ready');
      expect(answer.statusCode).to.equal(503);
      way.dark = false;
      await until(async () => (await server.inject('/health/ready')).statusCode === 200, 7_000);
    },
  );
});

describe('a PostgreSQL whose connections a firewall has forgotten', () => {
  it(
    named('is ready within ten seconds, since the idle ones go with the first that is silent'),
    options,
    async (flags: Flags) => {
      const made = await own(flags);
      const fresh = await freshPostgres(made.url('postgres'));
      const way = await hole(flags, made.port);
      const url = fresh.url.replace(`:${made.port}/`, `:${way.port}/`);
      const { server } = await app(flags, { database: { ...fresh, url } });
      const { sequelize } = server.plugins.database;
      const all = () => Promise.all([1, 2, 3, 4, 5].map(() => sequelize.query('SELECT pg_sleep(0.2)')));
      const ready = async () => (await server.inject('/health/ready')).statusCode === 200;
      await all();
      way.forget();
      expect(await until(ready, 10_000)).to.be.below(10_000);
      await all();
      // A page after a pause: the connection is asked first, and nobody waits a minute.
      await pause(1_100);
      way.forget();
      const began = performance.now();
      await expect(sequelize.query('SELECT 1')).to.reject(/silent|terminated/i);
      expect(performance.now() - began).to.be.below(5_000);
      await all();
    },
  );
});

describe('a PostgreSQL at a socket', () => {
  it(
    named('is reached there, with the options, the name and the schema that the address says'),
    options,
    async (flags: Flags) => {
      const made = await own(flags);
      const fresh = await freshPostgres(made.url('postgres'), true);
      const name = new URL(fresh.url).pathname.slice(1);
      const says = 'application_name=mine&options=-c%20search_path%3Dtraffic%20-c%20lock_timeout%3D7s';
      const folder = encodeURIComponent(made.folder);
      const ask = async (url: string, statement: string) => {
        const server = Hapi.server();
        await server.register({ plugin, options: optionsOf(url) });
        after(flags, () => server.stop());
        const [rows] = await server.plugins.database.sequelize.query(statement);
        return { server, row: (rows as Record<string, unknown>[])[0] };
      };
      const first = await ask(`postgres://traffic@${folder}:${made.port}/${name}`, 'SELECT 1 AS one');
      expect(first.row).to.equal({ one: 1 });
      await first.server.plugins.database.sequelize.query('CREATE SCHEMA traffic');
      const url = `postgres://traffic@/${name}?host=${folder}&port=${made.port}&${says}`;
      const { server, row } = await ask(
        url,
        "SELECT current_setting('application_name') AS app, current_setting('lock_timeout') AS lock, inet_client_addr() IS NULL AS local",
      );
      expect(row).to.equal({ app: 'mine', lock: '7s', local: true });
      expect((await server.plugins.database.migrate()).length).to.be.above(10);
      expect(await server.plugins.database.migrate()).to.equal([]);
      await server.plugins.database.check();
      const [tables] = await server.plugins.database.sequelize.query(
        "SELECT DISTINCT schemaname FROM pg_tables WHERE tablename IN ('days', 'tenants', 'users')",
      );
      expect(tables).to.equal([{ schemaname: 'traffic' }]);
    },
  );
});

describe('a PostgreSQL behind TLS', () => {
  it(
    named('is believed only with a certificate of its name that an authority known to us has signed'),
    options,
    async (flags: Flags) => {
      const plain = await own(flags);
      const certificate = join(plain.folder, 'server.crt');
      const key = join(plain.folder, 'server.key');
      writeFileSync(certificate, selfSigned.cert);
      writeFileSync(key, selfSigned.key, { mode: 0o600 });
      plain.give(certificate, key);
      const made = await own(flags, { ssl: 'on', ssl_cert_file: certificate, ssl_key_file: key });
      const attempt = async (host: string, mode: string) => {
        const server = Hapi.server();
        const url = made.url('postgres').replace('127.0.0.1', host);
        await server.register({ plugin, options: optionsOf(`${url}?${mode}`) });
        after(flags, () => server.stop());
        const [rows] = await server.plugins.database.sequelize.query(
          'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
        );
        return (rows as { ssl: boolean }[])[0]!.ssl;
      };
      const trusted = `sslmode=verify-full&sslrootcert=${certificate}`;
      expect(await attempt('localhost', trusted)).to.be.true();
      await expect(attempt('127.0.0.1', trusted)).to.reject(/does not match|Hostname|altnames/i);
      await expect(attempt('localhost', 'sslmode=verify-full')).to.reject(/self-signed/);
      expect(await attempt('localhost', 'sslmode=require')).to.be.true();
      expect(await attempt('localhost', 'sslmode=disable')).to.be.false();
    },
  );
});
