import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import type { Reach } from '../../../plugins/database/api.js';
import { sendFile } from '../../../plugins/reporting/export.js';
import { after, type Flags } from '../../support/app.js';
import { onPostgres, type Probed, probed } from '../../support/matrix/probe.js';

export const lab = Lab.script();
const { describe, it } = lab;

const READERS = ['tenant', 'viewer', 'repository-viewer'] as const;
const SEEN = 'SELECT "id" FROM "tenants" ORDER BY "id"';

type Mode = 'read' | 'commit' | 'rollback' | 'failure' | 'retold' | 'nested';

/** Reads in the way of the mode; answers every list of tenants that was seen, with what it should have been. */
async function pass(
  { server, select }: Probed,
  mode: Mode,
  expected: number[],
  other: { reach: Reach; ids: number[] },
): Promise<[seen: number[], expected: number[]][]> {
  const { database } = server.plugins;
  const pairs: [number[], number[]][] = [];
  const look = async (wanted: number[], transaction?: object) => {
    const rows = transaction
      ? ((await database.sequelize.query(SEEN, { transaction } as object))[0] as { id: string }[])
      : await select(SEEN);
    pairs.push([rows.map(({ id }) => Number(id)), wanted]);
  };
  const meanwhile = (transaction?: object) =>
    database.within(other.reach, () => look(other.ids, transaction));
  if (mode === 'read') await look(expected);
  else if (mode === 'nested') {
    await meanwhile();
    await look(expected);
  } else {
    const work = database.write(async (transaction) => {
      await look(expected, transaction);
      if (mode !== 'commit') await meanwhile(transaction);
      if (mode === 'failure') {
        await database.within(other.reach, () =>
          database.sequelize.query('SELECT 1/0', { transaction } as object),
        );
      }
      if (mode === 'rollback') throw new Error('rolled back');
      await look(expected, transaction);
      // Two at once on one connection, with different reaches.
      await Promise.all([meanwhile(transaction), look(expected, transaction), meanwhile(transaction)]);
    });
    await work.catch((error: Error) => {
      if (!/rolled back|division by zero/.test(error.message)) throw error;
    });
    await look(expected);
  }
  return pairs;
}

describe('what a request reaches', () => {
  it(
    'stays its own while many tenants’ requests, transactions and rollbacks share few connections',
    onPostgres,
    async (flags: Flags) => {
      const world = await probed(flags);
      const { tenants, people, inside } = world;
      const [a, b] = [tenants.a.id, tenants.b.id];
      const reaches: { reach: Reach; ids: number[] }[] = [
        { reach: 'everything', ids: [a, b] },
        { reach: { tenantIds: [a], repositoryIds: [] }, ids: [a] },
        { reach: { tenantIds: [b], repositoryIds: [] }, ids: [b] },
        { reach: { tenantIds: [], repositoryIds: [] }, ids: [] },
      ];
      const who = [
        { cookie: people.viewerA!.cookie, ids: [a] },
        { cookie: people.ownerB!.cookie, ids: [b] },
        { cookie: people.twoRoles!.cookie, ids: [a, b] },
      ];
      const modes: Mode[] = ['read', 'commit', 'rollback', 'failure', 'retold', 'nested'];
      const request = fc.tuple(
        fc.constantFrom(...who),
        fc.constantFrom(...modes),
        fc.constantFrom(...reaches),
        fc.nat(8),
      );
      let count = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(request, { minLength: 30, maxLength: 60 }), async (requests) => {
          const passes = requests.map(([{ cookie, ids }, mode, other, wait]) =>
            inside(cookie, READERS, async () => {
              await pause(wait);
              return pass(world, mode, ids, other);
            }),
          );
          for (const [seen, expected] of (await Promise.all(passes)).flat()) {
            count += 1;
            expect(seen).to.equal(expected);
          }
          expect((await world.select(SEEN)).length).to.equal(2);
        }),
        { numRuns: 12, seed: 20_261_121 },
      );
      expect(count).to.be.above(1_000);
    },
  );

  it('goes with an export to its end, however slowly it is read', onPostgres, async (flags: Flags) => {
    const world = await probed(flags);
    const { server, people } = world;
    const made: string[] = [];
    async function* pieces() {
      for (let nth = 0; nth < 200; nth += 1) {
        made.push(server.plugins.database.reached());
        yield 'x'.repeat(256 * 1024);
      }
    }
    server.route({
      method: 'GET',
      path: '/slow',
      options: { plugins: { policy: READERS }, validate: { query: undefined as never } },
      handler: (_request, h) => sendFile(h, pieces(), 'a.csv', 'text/csv'),
    });
    await server.start();
    after(flags, () => server.stop());
    const socket = connect(Number(server.info.port), '127.0.0.1');
    socket.write(
      `GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: ${people.viewerA!.cookie}\r\n\r\n`,
    );
    let bytes = 0;
    socket.on('data', (data) => {
      bytes += data.length;
      socket.pause();
      setTimeout(() => socket.resume(), 1);
    });
    await new Promise((resolve) => socket.once('close', resolve));
    expect(bytes).to.be.above(50_000_000);
    expect(made.length).to.equal(200);
    expect([...new Set(made)]).to.equal([made[0]!]);
    expect(made[0]).to.include(`'traffic.tenants', '${world.tenants.a.id}'`);
    // And the request's reach is nobody else's.
    expect(server.plugins.database.reached()).to.include(`'traffic.tenants', '*'`);
  });

  it('does not narrow the collection that somebody’s request has begun', onPostgres, async (flags: Flags) => {
    const world = await probed(flags);
    const { people, inside, server } = world;
    const result = await inside(people.viewerA!.cookie, READERS, () =>
      server.plugins.collection.run({ trigger: 'person', actor: { name: 'probe' }, all: true }),
    );
    expect(result).to.include({ tracked: 3, failed: 0, collected: 3 });
    const status = await inside(undefined, 'anyone', () => server.plugins.collection.status());
    expect(status.tracked).to.equal(3);
  });

  it('names ids only', onPostgres, async (flags: Flags) => {
    const { server } = await probed(flags);
    const { database } = server.plugins;
    for (const strange of [0, -1, 1.5, Number.NaN, "1', false); --" as never])
      expect(() => database.within({ tenantIds: [strange], repositoryIds: [] }, async () => 1)).to.throw(
        /is no id/,
      );
    expect(() => database.confine({}, 'everything')).to.throw(/not known to be its own/);
  });
});
