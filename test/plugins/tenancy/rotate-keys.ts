import { expect } from '@hapi/code';
import type { Server } from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import { after, app, type Flags } from '../../support/app.js';
import { child } from '../../support/child.js';
import { call } from '../../support/command.js';
import { type Fresh, freshDatabase } from '../../support/database.js';
import { tenant } from '../../support/people.js';

export const lab = Lab.script();
const { describe, it } = lab;

const OLD = 'the old key of the tests, longer than thirty-two bytes';
const NEW = 'the new key of the tests, longer than thirty-two bytes';
const COUNT = 5;
const tokenOf = (nth: number) => `ghp_token${nth}`;

interface Stage {
  database: Fresh;
  ids: number[];
  /** Adds tenants with a token each. */
  seed(more: number): Promise<void>;
  /** The app with these keys, on the same database. */
  as(key: string, previous?: string): Promise<Server>;
}

async function stage(flags: Flags): Promise<Stage> {
  const database = await freshDatabase();
  after(flags, () => database.drop());
  const as = async (key: string, previous = '') => {
    const env = { SECRET_KEY: key, ...(previous && { SECRET_KEY_PREVIOUS: previous }) };
    return (await app(flags, { database, env })).server;
  };
  const server = await as(OLD);
  const ids: number[] = [];
  const seed = async (more: number) => {
    for (const end = ids.length + more; ids.length < end; )
      ids.push((await tenant(server, `t${ids.length}`, tokenOf(ids.length))).id);
  };
  await seed(COUNT);
  return { database, ids, as, seed };
}

async function readable({ plugins }: Server, ids: number[]): Promise<(string | undefined)[]> {
  const tokens = ids.map((id) => plugins.tenancy.credential(id).catch(() => null));
  return (await Promise.all(tokens)).map((credential) => credential?.token);
}

const all = Array.from({ length: COUNT }, (_, nth) => tokenOf(nth));

describe('changing SECRET_KEY', () => {
  it('loses no token at any step, with instances of both keys side by side', async (flags: Flags) => {
    const { ids, as } = await stage(flags);
    const first = await as(OLD, NEW);
    const second = await as(NEW, OLD);
    for (const server of [first, second]) expect(await readable(server, ids)).to.equal(all);
    const fresh = await tenant(second, 'new', 'ghp_new');
    expect(await readable(first, [fresh.id])).to.equal(['ghp_new']);
    const { code, results } = await call(second, 'rotate-keys');
    expect(code).to.equal(0);
    expect(results).to.equal([{ resealed: COUNT, already: 1, unreadable: 0 }]);
    expect(await readable(first, ids)).to.equal(all);
    expect((await call(second, 'rotate-keys')).results[0]).to.include({ resealed: 0, already: COUNT + 1 });
    expect(await readable(await as(NEW), ids)).to.equal(all);
    expect(await readable(await as(OLD), ids)).to.equal(all.map(() => undefined));
    const { rows } = await second.plugins.events.list({ kind: 'tenancy.keys-rotated', page: 1, pageSize: 9 });
    expect(rows).to.have.length(2);
  });

  it('leaves every token readable wherever it is broken off', async (flags: Flags) => {
    const { ids, as } = await stage(flags);
    for (let stop = 1; stop <= COUNT; stop += 1) {
      const server = await as(NEW, OLD);
      const { database, tenancy } = server.plugins;
      const { update } = database.sequelize.models['credentials']!;
      let writes = 0;
      // The write itself is made, and what follows it never comes to pass: the transaction is rolled back.
      database.sequelize.models['credentials']!.update = async function (this: never, ...given: never) {
        await (update as (...all: unknown[]) => unknown).apply(this, given);
        writes += 1;
        if (writes === stop) throw new Error('killed');
        return [1];
      } as never;
      await expect(tenancy.reseal()).to.reject('killed');
      expect(await readable(server, ids)).to.equal(all);
      expect(await readable(await as(OLD, NEW), ids)).to.equal(all);
      const [rows] = await database.sequelize.query('SELECT "sealed" FROM "credentials" ORDER BY "id"');
      const now = (rows as { sealed: string }[]).filter((row) =>
        server.plugins.security.sealedNow(row.sealed),
      );
      expect(now).to.have.length(stop - 1);
      // Back to the beginning for the next place.
      await (await as(OLD, NEW)).plugins.tenancy.reseal();
    }
  });

  it('leaves every token readable when the command is killed, and is finished by calling it again', {
    timeout: 60_000,
  }, async (flags: Flags) => {
    const many = 200;
    const { database, as, ids, seed } = await stage(flags);
    await seed(many - COUNT);
    const server = await as(NEW, OLD);
    const { sequelize } = server.plugins.database;
    const done = async (): Promise<number> => {
      const [rows] = await sequelize.query('SELECT "sealed" FROM "credentials"');
      const stored = rows as { sealed: string }[];
      expect(stored).to.have.length(many);
      return stored.filter(({ sealed }) => server.plugins.security.sealedNow(sealed)).length;
    };
    const tokens = Array.from({ length: many }, (_, nth) => tokenOf(nth));
    const keys = { SECRET_KEY: NEW, SECRET_KEY_PREVIOUS: OLD };
    const env = { DATABASE_URL: database.url, LOG_LEVEL: 'error', LOG_PRETTY: 'false', ...keys };
    const begin = () => child(flags, 'cli.js', env, database.folder, ['rotate-keys']);
    for (let before = 0, kills = 0; kills < 2; kills += 1) {
      const command = begin();
      while ((await done()) < before + 20) await new Promise((resolve) => setTimeout(resolve, 2));
      command.process.kill('SIGKILL');
      expect((await command.ended()).code).to.equal(null);
      before = await done();
      expect(before).to.be.within(20, many - 1);
      expect(await readable(server, ids)).to.equal(tokens);
      expect(await readable(await as(OLD, NEW), ids)).to.equal(tokens);
    }
    expect((await begin().ended()).code).to.equal(0);
    expect(await done()).to.equal(many);
    expect(await readable(await as(NEW), ids)).to.equal(tokens);
  });

  it('keeps a token that is entered meanwhile, and names those that no key opens', async (flags: Flags) => {
    const { ids, as } = await stage(flags);
    const server = await as(NEW);
    const { code, said, results } = await call(server, 'rotate-keys');
    expect(code).to.equal(1);
    expect(results[0]).to.equal({ resealed: 0, already: 0, unreadable: COUNT });
    expect(said[1]).to.match(/^The token of t0 was sealed with neither/);
    expect(await readable(await as(OLD), ids)).to.equal(all);
  });
});
