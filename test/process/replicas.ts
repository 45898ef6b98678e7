import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@hapi/code';
import Hapi from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import { QueryTypes, type Sequelize } from 'sequelize';
import { plugin as database } from '../../plugins/database/index.js';
import { EVENT_TOKEN, house } from '../plugins/collection/house.js';
import { after, type Flags, SECRET } from '../support/app.js';
import { type Child, child } from '../support/child.js';
import { emptyDatabase, freshPostgres, postgresUrl } from '../support/database.js';
import { noPostgres, sharedPostgres } from '../support/postgres.js';

export const lab = Lab.script();
const { describe, it } = lab;

const reason = postgresUrl ? null : noPostgres();
const onPostgres = { skip: reason !== null, timeout: 90_000 };
const named = (title: string) => (reason ? `${title}; skipped: ${reason}` : title);

const HISTORY =
  'SELECT r."name", d."day", d."views", d."view_uniques", d."clones", d."clone_uniques" FROM "days" d JOIN "repositories" r ON r."id" = d."repository_id" ORDER BY r."name", d."day"';

const history = (sequelize: Sequelize) => sequelize.query(HISTORY, { type: QueryTypes.SELECT });

function event(url: string, body: object): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${url}/collectStats`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ token: EVENT_TOKEN, ...body }),
  });
}

describe('several replicas on one PostgreSQL', () => {
  it(
    named('collect as one: the same history, hardly a call more, and the second is told to wait'),
    onPostgres,
    async (flags: Flags) => {
      const url = await sharedPostgres();
      const [one, three] = [await freshPostgres(url, true), await freshPostgres(url, true)];
      for (const fresh of [one, three]) after(flags, () => fresh.drop());
      const alone = await house(flags, { empty: one.options });
      const shared = await house(flags, { empty: three.options });
      for (const there of [alone, shared])
        for (let nth = 0; nth < 12; nth += 1) await there.track(there.tenant, `r${nth}`);
      expect((await alone.event({ all: true })).result).to.include({ collected: 12, failed: 0 });
      const env = {
        ...{ DATABASE_URL: three.url, SECRET_KEY: SECRET, EVENT_TOKEN, PORT: '0', COLLECT_AT: 'off' },
        ...{ GITHUB_API_URL: shared.github.url, LOG_LEVEL: 'info' },
      };
      const replicas = Array.from({ length: 3 }, () => child(flags, 'start.js', env, three.folder));
      const urls = await Promise.all(replicas.map(addressOf));
      shared.github.script(/traffic\/views/, { delay: 10 });
      const asked = shared.github.requests.length;
      const answers = await Promise.all(Array.from({ length: 20 }, (_, nth) => event(urls[nth % 3]!, {})));
      const codes = answers.map(({ status }) => status);
      expect(
        codes.every((code) => code === 200 || code === 202),
        codes.join(),
      ).to.be.true();
      expect(codes).to.include([200, 202]);
      const calls = shared.github.requests.length - asked;
      expect(calls).to.be.at.most(Math.ceil(1.05 * (12 * 7 + 3)));
      expect(await history(shared.server.plugins.database.sequelize)).to.equal(
        await history(alone.server.plugins.database.sequelize),
      );
      for (const replica of replicas) replica.process.kill('SIGTERM');
      for (const replica of replicas) expect((await replica.ended()).code).to.equal(0);
    },
  );
});

async function addressOf(replica: Child): Promise<string> {
  const [, url = ''] = await replica.until(/(http:\/\/127\.0\.0\.1:\d+)/);
  return url;
}

describe('migrating', () => {
  it('ends whole although processes migrate at once and some are killed on the way', {
    timeout: 90_000,
  }, async (flags: Flags) => {
    const fresh = await emptyDatabase();
    after(flags, () => fresh.drop());
    const server = Hapi.server();
    await server.register({ plugin: database, options: fresh.options });
    after(flags, () => server.stop());
    const env = { DATABASE_URL: fresh.url, SECRET_KEY: SECRET, LOG_LEVEL: 'warn' };
    const begin = () => child(flags, 'cli.js', env, fresh.folder, ['migrate']);
    for (const wait of [500, 700, 900]) {
      const [killed, ...others] = [begin(), begin(), begin()];
      await pause(wait);
      killed!.process.kill('SIGKILL');
      for (const other of others) {
        const { code } = await other.ended();
        expect(code, other.text().err).to.equal(0);
      }
      await server.plugins.database.check();
      const [{ n } = { n: 0 }] = await server.plugins.database.sequelize.query<{ n: number | string }>(
        'SELECT COUNT(*) AS "n" FROM "schema_migrations"',
        { type: QueryTypes.SELECT },
      );
      await server.plugins.database.rollback(Number(n));
    }
    await server.plugins.database.migrate();
    await server.plugins.database.check();
  });
});
