import { expect } from '@hapi/code';
import type { Server } from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import { app, type Flags } from '../../support/app.js';

export const lab = Lab.script();
const { describe, it } = lab;

const env = { PLUGINS: 'auth,tenancy,health' };

const ask = async (server: Server, url: string) => {
  const { statusCode, payload, headers } = await server.inject(url);
  return { statusCode, body: JSON.parse(payload), headers };
};

describe('the probes', () => {
  it('say that the process lives and can serve, without a cookie', async (flags: Flags) => {
    const { server } = await app(flags, { env });
    const live = await ask(server, '/health/live');
    expect(live).to.include({ statusCode: 200, body: { status: 'alive' } });
    expect(live.headers).to.not.include('set-cookie');
    expect(await ask(server, '/health/ready')).to.include({ statusCode: 200, body: { status: 'ready' } });
  });

  it('tell a dead database without a word of its driver, while the process goes on living', async (flags: Flags) => {
    const { server } = await app(flags, { env });
    server.plugins.database.check = async () => {
      throw new Error('connect ECONNREFUSED db2://user:secret@host');
    };
    const ready = await ask(server, '/health/ready');
    const body = { status: 'not ready', reason: 'the database does not answer' };
    expect(ready).to.include({ statusCode: 503, body });
    expect((await ask(server, '/health/live')).statusCode).to.equal(200);
  });

  it('name what is missing where migrations have not run', async (flags: Flags) => {
    const { server } = await app(flags, { env });
    await server.plugins.database.rollback(1);
    const ready = await ask(server, '/health/ready');
    expect(ready.statusCode).to.equal(503);
    expect(ready.body.reason).to.match(/^migrations are pending: /);
  });

  it('ask the database once for many askers', async (flags: Flags) => {
    const { server } = await app(flags, { env });
    const { check } = server.plugins.database;
    let asked = 0;
    server.plugins.database.check = () => {
      asked += 1;
      return check();
    };
    const all = await Promise.all(Array.from({ length: 20 }, () => ask(server, '/health/ready')));
    expect(new Set(all.map(({ statusCode }) => statusCode))).to.equal(new Set([200]));
    expect(asked).to.equal(1);
  });

  it('say at once that the app is stopping', async (flags: Flags) => {
    const { server } = await app(flags, { env });
    expect((await ask(server, '/health/ready')).statusCode).to.equal(200);
    server.app.stopping = true;
    const body = { status: 'not ready', reason: 'the app is stopping' };
    expect(await ask(server, '/health/ready')).to.include({ statusCode: 503, body });
    expect((await ask(server, '/health/live')).statusCode).to.equal(200);
  });
});
