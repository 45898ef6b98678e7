import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { onPostgres, type Probed, probed, type Row } from '../../support/matrix/probe.js';

export const lab = Lab.script();
const { describe, it } = lab;

const READERS = ['tenant', 'viewer', 'repository-viewer'] as const;

interface Table {
  name: string;
  /** The column that says whose a row is, and what it means. */
  column: string;
  of: 'tenant' | 'repository';
}

/** Every table whose rows are somebody's, from the catalogue: one that a later migration makes is among them. */
async function tablesOf({ select }: Probed): Promise<Table[]> {
  const rows = await select(
    `SELECT table_name AS name, MAX(column_name) AS "column" FROM information_schema.columns WHERE table_schema = 'public' AND column_name IN ('tenant_id', 'repository_id') GROUP BY table_name ORDER BY table_name`,
  );
  const named = rows.map(({ name, column }) => ({
    name: String(name),
    column: String(column),
    of: column === 'tenant_id' ? ('tenant' as const) : ('repository' as const),
  }));
  return [...named, { name: 'tenants', column: 'id', of: 'tenant' }];
}

/** The ids that a table shows, in the order of their numbers. */
async function owners({ select }: Probed, { name, column }: Table): Promise<number[]> {
  const rows = await select(`SELECT DISTINCT "${column}" AS id FROM "${name}"`);
  return rows.map(({ id }) => Number(id)).sort((a, b) => a - b);
}

const all = async (world: Probed, tables: Table[]): Promise<Record<string, Row[]>> =>
  Object.fromEntries(
    await Promise.all(
      tables.map(async ({ name }) => [
        name,
        (await world.select(`SELECT to_json(t)::text AS row FROM "${name}" t`)).sort((a, b) =>
          String(a['row']) < String(b['row']) ? -1 : 1,
        ),
      ]),
    ),
  );

describe('the rows of a tenant, on PostgreSQL', () => {
  it(
    'shows a request the rows of its own tenants, table by table, whatever its statements forget',
    onPostgres,
    async (flags: Flags) => {
      const world = await probed(flags);
      const { tenants, repositories, people, inside } = world;
      const tables = await tablesOf(world);
      expect(tables.length).to.be.above(15);
      const ids = {
        tenant: [tenants.a.id, tenants.b.id],
        repository: [repositories.a1.id, repositories.b1.id],
      };
      for (const table of tables) {
        expect(await owners(world, table), `${table.name}, to the app itself`).to.include(ids[table.of]);
        const own = await inside(people.viewerA!.cookie, READERS, () => owners(world, table));
        expect(own, table.name).to.include(ids[table.of][0]!);
        // 720003 is A's second repository; a third one is hidden.
        const foreign =
          table.of === 'tenant'
            ? (id: number) => id !== tenants.a.id
            : (id: number) => id === repositories.b1.id;
        expect(own.filter(foreign), table.name).to.equal([]);
        const none = await inside(undefined, 'anyone', () => owners(world, table));
        expect(none, `${table.name}, to nobody`).to.equal([]);
        const roleless = await inside(people.noRole!.cookie, 'signed-in', () => owners(world, table));
        expect(roleless, `${table.name}, without a role`).to.equal([]);
      }
      const [cookie, several] = [people.singleA1!.cookie, people.twoRoles!.cookie];
      for (const table of tables) {
        const single = await inside(cookie, READERS, () => owners(world, table));
        const mine = table.of === 'repository' ? [repositories.a1.id] : [tenants.a.id];
        const shown = table.of === 'repository' || ['tenants', 'repositories'].includes(table.name);
        expect(single, `${table.name}, to the reader of one repository`).to.equal(shown ? mine : []);
        const both = await inside(several, READERS, () => owners(world, table));
        expect(both, `${table.name}, to whom both are open`).to.include(ids[table.of]);
      }
      const [one] = await inside(cookie, READERS, () =>
        world.select('SELECT COUNT(*) AS n FROM "repositories"'),
      );
      expect(Number(one!['n'])).to.equal(1);
    },
  );

  it('lets nobody change, delete or add a row of another tenant', onPostgres, async (flags: Flags) => {
    const world = await probed(flags);
    const { tenants, repositories, people, inside, server } = world;
    const tables = await tablesOf(world);
    const before = await all(world, tables);
    const { sequelize } = server.plugins.database;
    const asA = (sql: string) =>
      inside(people.ownerA!.cookie, READERS, async () => void (await sequelize.query(sql)));
    const refused = /row-level security policy/;
    for (const { name, column, of } of tables) {
      const [mine, theirs] =
        of === 'tenant' ? [tenants.a.id, tenants.b.id] : [repositories.a1.id, repositories.b1.id];
      await asA(`UPDATE "${name}" SET "${column}" = "${column}" WHERE "${column}" = ${theirs}`);
      await asA(`DELETE FROM "${name}" WHERE "${column}" = ${theirs}`);
      // Given away: a row of one's own made another's.
      await expect(
        asA(`UPDATE "${name}" SET "${column}" = ${theirs} WHERE "${column}" = ${mine}`),
        name,
      ).to.reject(refused);
      // Copied to another: refused before any unique rule is looked at.
      const cells = Object.keys(JSON.parse(String(before[name]![0]!['row']))).map((cell) =>
        cell === column ? `${theirs}` : `"${cell}"`,
      );
      await expect(
        asA(`INSERT INTO "${name}" SELECT ${cells.join(', ')} FROM "${name}" WHERE "${column}" = ${mine}`),
        name,
      ).to.reject(refused);
    }
    expect(await all(world, tables)).to.equal(before);
    // Everything of everybody: it reaches one's own rows only.
    await asA('DELETE FROM "days"');
    await asA('DELETE FROM "repositories"');
    const left = await all(world, tables);
    const ofB = (rows: Row[]) =>
      rows.filter(({ row }) => String(row).includes(`"repository_id":${repositories.b1.id},`));
    for (const name of ['days', 'windows', 'coverage', 'snapshots'])
      expect([left[name]!.length, ofB(left[name]!)], name).to.equal([
        ofB(before[name]!).length,
        ofB(before[name]!),
      ]);
    expect(left['repositories']!.length).to.equal(1);
  });
});
