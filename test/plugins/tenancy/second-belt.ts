import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { after, type Flags } from '../../support/app.js';
import { onPostgres, probed } from '../../support/matrix/probe.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('the second belt, on PostgreSQL', () => {
  it('stops what the first belt lets through', onPostgres, async (flags: Flags) => {
    const leaks: Record<string, string[]> = {};
    for (const bound of [false, true]) {
      const { server, tenants, repositories, people } = await probed(flags, !bound);
      // The mistake: every reader is shown everybody's.
      const { tenancy } = server.plugins;
      tenancy.scope = () => ({
        tenantIds: [tenants.a.id, tenants.b.id],
        repositoryIds: [repositories.b1.id],
      });
      const found: string[] = [];
      for (const url of [
        '/overview',
        '/repos/stats',
        '/repos/list',
        '/data/repostats.csv',
        '/data/repositories.csv',
        '/repos/canary-b1-org/canary-b1-repo',
      ]) {
        const answer = await server.inject({ url, headers: { cookie: people.viewerA!.cookie } });
        if (answer.payload.includes('canary-b1') && answer.statusCode === 200) found.push(url);
        if (url === '/overview') expect(answer.payload).to.include('canary-a1-repo');
      }
      leaks[bound ? 'bound' : 'unbound'] = found;
    }
    expect(leaks['unbound']!.length).to.be.above(4);
    expect(leaks['bound']).to.equal([]);
  });

  it(
    'opens everything to administrators on their own pages only, and to nothing that was not told',
    onPostgres,
    async (flags: Flags) => {
      const world = await probed(flags);
      const { people, inside, select, tenants, server, made } = world;
      const names = async () =>
        (await select('SELECT "id" FROM "tenants" ORDER BY "id"')).map(({ id }) => Number(id));
      const both = [tenants.a.id, tenants.b.id];
      expect(await inside(people.administrator!.cookie, ['administrator', 'tenant'], names)).to.equal(both);
      expect(await inside(people.ownerA!.cookie, ['administrator', 'tenant'], names)).to.equal([
        tenants.a.id,
      ]);
      expect(await inside(people.administrator!.cookie, 'signed-in', names)).to.equal([]);
      expect(await names()).to.equal(both);
      const { database } = server.plugins.database.sequelize.config as { database: string };
      const asked = async (url: string, ...before: string[]) => {
        const statements = [...before, 'SELECT COUNT(*) FROM tenants'].flatMap((sql) => ['-c', sql]);
        return (await made.program('psql', ['-q', '-A', '-t', ...statements, url])).trim().split('\n').at(-1);
      };
      const url = made.url(database);
      expect(await asked(url)).to.equal('0');
      expect(await asked(url, "SET traffic.tenants = '*'")).to.equal('2');
      expect(await asked(url, `SET traffic.tenants = '${tenants.b.id}'`)).to.equal('1');
      expect(await asked(url, 'BEGIN', "SET LOCAL traffic.tenants = '*'", 'ROLLBACK')).to.equal('0');
      expect(await asked(made.superuserUrl(database))).to.equal('2');
    },
  );

  it(
    'is said in the log to hold nothing where the app signs in as a superuser',
    onPostgres,
    async (flags: Flags) => {
      for (const unbound of [true, false]) {
        const { server } = await probed(flags, unbound);
        const said: string[] = [];
        server.events.on('log', ({ data, tags }) => {
          if (tags.includes('database')) said.push((data as { message: string }).message);
        });
        await server.start();
        after(flags, () => server.stop());
        expect(said.length).to.equal(unbound ? 1 : 0);
        if (unbound) expect(said[0]).to.match(/user postgres is a superuser or has BYPASSRLS/);
      }
    },
  );
});
