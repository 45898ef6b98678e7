import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { app, type Flags } from '../../support/app.js';
import { loose, takesQuery } from '../../support/loose.js';
import { people } from '../../support/people.js';

export const lab = Lab.script();
const { describe, it } = lab;

const answer = (policy?: unknown) =>
  ({
    handler: () => 'seen',
    options: {
      plugins: { ...(policy ? { policy } : {}), crumb: false, loose },
      validate: takesQuery,
    },
  }) as never;

describe('policy', () => {
  it('ends the start where a route does not say who may use it', async (flags: Flags) => {
    const { server } = await app(flags);
    server.route({ method: 'GET', path: '/open', ...(answer() as object) } as never);
    await server.stop();
    await expect(server.initialize()).to.reject('routes without a policy: GET /open');
  });

  it('shows a page to those with the role, and nothing to others', async (flags: Flags) => {
    const { server } = await app(flags);
    const { alice, bob, charlie } = await people(server);
    server.route({ method: 'GET', path: '/admins', ...(answer(['administrator']) as object) } as never);
    const status = async (cookie?: string) =>
      (await server.inject({ url: '/admins', headers: cookie ? { cookie } : {} })).statusCode;
    expect(await status(alice.cookie)).to.equal(200);
    expect(await status(bob.cookie)).to.equal(404);
    expect(await status(charlie.cookie)).to.equal(404);
    expect(await status()).to.equal(302);
  });

  it('takes a role away at the next request', async (flags: Flags) => {
    const { server } = await app(flags);
    const { alice } = await people(server);
    server.route({ method: 'GET', path: '/admins', ...(answer(['administrator']) as object) } as never);
    const status = async () =>
      (await server.inject({ url: '/admins', headers: { cookie: alice.cookie } })).statusCode;
    expect(await status()).to.equal(200);
    const { database } = server.plugins;
    await database.write(async (transaction) => {
      await database.sequelize.query('DELETE FROM "grants"', { transaction });
      await database.touch(transaction, 'access');
    });
    expect(await status()).to.equal(404);
  });
});
