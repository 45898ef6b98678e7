import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import pg from 'pg';
import { after, type Flags } from '../../support/app.js';
import { call } from '../../support/command.js';
import { freshPostgres } from '../../support/database.js';
import { person } from '../../support/people.js';
import { noPostgres, sharedPostgres } from '../../support/postgres.js';
import { house } from '../collection/house.js';

export const lab = Lab.script();
const { describe, it } = lab;

const reason = noPostgres();
const title =
  'a table of days in monthly partitions serves, collects and is backed up as before, and becomes one again';

/** One statement text, as psql -1 does it; answers the rows of the last one. */
async function psql(url: string, statements: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const results = await client.query(`BEGIN; ${statements}; COMMIT`);
    const given = (results as unknown as { command: string; rows: Record<string, unknown>[] }[]).filter(
      ({ command }) => command === 'SELECT',
    );
    return given.at(-1)?.rows ?? [];
  } finally {
    await client.end();
  }
}

const script = (name: string) => readFileSync(join(process.cwd(), 'deploy', name), 'utf8');
const RULES = `SELECT policyname, permissive, cmd, roles::text, qual, with_check FROM pg_policies WHERE tablename = 'days' ORDER BY policyname`;
const TABLE = `SELECT c.relkind, c.relrowsecurity, c.relforcerowsecurity, c.relacl::text, (SELECT COUNT(*)::int FROM pg_inherits i WHERE i.inhparent = c.oid) AS parts, (SELECT array_agg(pg_get_constraintdef(k.oid) ORDER BY k.contype)::text FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype IN ('p', 'f')) AS constraints FROM pg_class c WHERE c.oid = '"days"'::regclass`;

describe('PostgreSQL with a hundred million days', () => {
  const options = { skip: reason !== null, timeout: 60_000 };
  it(reason ? `${title}; skipped: ${reason}` : title, options, async (flags: Flags) => {
    const fresh = await freshPostgres(await sharedPostgres(), true);
    after(flags, () => fresh.drop());
    const { event, rows, server, setNow, tenant, track } = await house(flags, {
      empty: fresh.options,
    });
    const { id } = await track(tenant, 'rocket');
    const gone = await track(tenant, 'legacy');
    expect((await event()).result).to.include({ collected: 2, failed: 0 });
    await psql(
      fresh.url,
      'CREATE POLICY "all" ON "days" USING (true) WITH CHECK (true); ALTER TABLE "days" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; GRANT SELECT ON "days" TO PUBLIC',
    );
    let backups = 0;
    const look = async () => {
      backups += 1;
      const backup = await call(server, 'backup', [join(fresh.folder, String(backups))]);
      expect(backup.code, backup.said.join()).to.equal(0);
      const { cookie } = await person(server, 'Alice');
      const csv = await server.inject({ url: '/data/repostats.csv', headers: { cookie } });
      expect(csv.statusCode).to.equal(200);
      const tables = backup.results[0]!['tables'] as Record<string, unknown>;
      return { tables: Object.keys(tables), days: tables['days'], csv: csv.payload };
    };
    const [before, rules] = [await look(), await psql(fresh.url, RULES)];
    const [plain] = await psql(fresh.url, TABLE);
    expect(plain).to.include({ relkind: 'r', parts: 0 });

    await psql(fresh.url, script('partition-days.sql'));
    const [parted] = await psql(fresh.url, TABLE);
    expect(Number(parted!['parts'])).to.be.above(25);
    expect({ ...parted, relkind: 'r', parts: 0 }).to.equal(plain!);
    expect(parted!['relkind']).to.equal('p');
    expect(await psql(fresh.url, RULES)).to.equal(rules);
    expect(await server.plugins.database.migrate()).to.equal([]);
    await server.plugins.database.check();
    expect(await look()).to.equal(before);

    setNow('2026-11-23T12:00:00Z');
    expect((await event()).result).to.include({ collected: 2, failed: 0 });
    await rows(`INSERT INTO "days" ("repository_id", "day", "views") VALUES (${id}, '2199-01-01', 1)`);
    await rows(`DELETE FROM "repositories" WHERE "id" = ${gone.id}`);
    expect(await rows(`SELECT 1 FROM "days" WHERE "repository_id" = ${gone.id}`)).to.be.empty();
    const grown = await look();
    await psql(fresh.url, script('partition-days.sql'));
    expect((await psql(fresh.url, TABLE))[0]).to.equal(parted);
    expect(await look()).to.equal(grown);

    await psql(fresh.url, script('join-days.sql'));
    expect((await psql(fresh.url, TABLE))[0]).to.equal(plain);
    expect(await psql(fresh.url, RULES)).to.equal(rules);
    expect(await look()).to.equal(grown);
  });
});
