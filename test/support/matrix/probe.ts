import type { Request } from '@hapi/hapi';
import Joi from 'joi';
import { QueryTypes } from 'sequelize';
import type { Policy } from '../../../plugins/auth/api.js';
import { after, type Flags, NOON } from '../app.js';
import { freshPostgres } from '../database.js';
import { type Cluster, cluster, noPostgres } from '../postgres.js';
import { type Cast, cast } from './cast.js';

export type Row = Record<string, unknown>;
type Work = (request: Request) => Promise<unknown>;

/** Why there is no PostgreSQL to try it on, as the options of a test. */
export const onPostgres = { skip: noPostgres() !== null, timeout: 120_000 };

export interface Probed extends Cast {
  made: Cluster;
  /** A statement, in whatever reach it is called. */
  select(sql: string): Promise<Row[]>;
  /** Does the work inside of a request that `cookie` makes to a route of that policy; answers what it answered. */
  inside<T>(cookie: string | undefined, policy: Policy, work: (request: Request) => Promise<T>): Promise<T>;
}

const POLICIES: Policy[] = ['anyone', 'signed-in', ['tenant', 'viewer', 'repository-viewer']];

/** The two tenants of the matrix, with a row each in every table, on a PostgreSQL of their own that binds the app. */
export async function probed(flags: Flags, unbound = false): Promise<Probed> {
  const made = await cluster();
  after(flags, () => made.remove());
  const database = await freshPostgres(unbound ? made.superuserUrl('postgres') : made.url('postgres'));
  after(flags, () => database.drop());
  const works = new Map<string, Work>();
  const plugin = {
    name: 'probe',
    register(server: Cast['server']) {
      for (const [at, policy] of [...POLICIES, ['administrator', 'tenant'] as Policy].entries())
        server.route({
          method: 'GET',
          path: `/probe/${at}/{work}`,
          options: {
            plugins: { policy },
            validate: { params: Joi.object({ work: Joi.string().required() }), query: Joi.object({}) },
          },
          handler: async (request) =>
            JSON.stringify((await works.get(String(request.params['work']))!(request)) ?? null),
        });
    },
  };
  const world = await cast(flags, { database, more: [{ plugin, options: {} }] });
  await complete(world);
  let last = 0;
  return {
    ...world,
    made,
    select: (sql) => selected(world, sql),
    async inside(cookie, policy, work) {
      last += 1;
      const name = `w${last}`;
      let failure: unknown;
      works.set(name, (request) =>
        work(request).catch((error: unknown) => {
          failure = error;
        }),
      );
      const at = POLICIES.findIndex((one) => String(one) === String(policy));
      const url = `/probe/${at < 0 ? POLICIES.length : at}/${name}`;
      const answer = await world.server.inject({ url, headers: cookie ? { cookie } : {} });
      if (failure) throw failure;
      if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.statusCode}`);
      return JSON.parse(answer.payload || 'null');
    },
  };
}

async function selected({ server }: Cast, sql: string): Promise<Row[]> {
  return server.plugins.database.sequelize.query<Row>(sql, { type: QueryTypes.SELECT });
}

/** What the matrix does not need: whole weeks, imports, and each tenant's part of a run. */
async function complete({ server, tenants, repositories }: Cast): Promise<void> {
  const { database } = server.plugins;
  const rows = database.sequelize.getQueryInterface();
  const [run] = await selected(
    { server } as Cast,
    `INSERT INTO "runs" ("cause", "actor", "everything", "outcome", "started_at") VALUES ('person', 'probe', false, 'ended', now()) RETURNING "id"`,
  );
  for (const [tenant, repository] of [
    [tenants.a, repositories.a1],
    [tenants.b, repositories.b1],
  ] as const) {
    await rows.bulkInsert('weeks', [{ repository_id: repository.id, monday: '2026-01-05' }]);
    await rows.bulkInsert('run_tenants', [{ run_id: run!['id'], tenant_id: tenant.id }]);
    const source = { tenant_id: tenant.id, source: 'probe', made_at: NOON };
    await rows.bulkInsert('imports', [source]);
    for (const [columns, values] of [
      ['"import_days" ("repository_id", "import_id", "day")', `'2026-01-01'`],
      [
        '"import_ranges" ("repository_id", "import_id", "metric", "state", "first_day", "last_day")',
        `'views', 'zero', '2026-01-01', '2026-01-01'`,
      ],
      [
        '"import_repositories" ("repository_id", "import_id", "first_day", "last_day")',
        `'2026-01-01', '2026-01-01'`,
      ],
    ])
      await database.sequelize.query(
        `INSERT INTO ${columns} SELECT ${repository.id}, MAX("id"), ${values} FROM "imports"`,
      );
  }
}
