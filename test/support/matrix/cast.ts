import type { Server } from '@hapi/hapi';
import type { Role } from '../../../plugins/auth/api.js';
import { type StandIn, startStandIn } from '../../../plugins/demo/github/server.js';
import type { Repository } from '../../../plugins/repositories/api.js';
import type { Tenant } from '../../../plugins/tenancy/api.js';
import { type AppOptions, after, app, type Flags, NOON } from '../app.js';
import { browser } from '../browser.js';
import { answer, harvest } from '../history.js';
import { type Person, person, tenant } from '../people.js';
import type { Principal } from './principals.js';

export const EVENT_TOKEN = 'the event token of the matrix: over 32 bytes';
/** Tokens that the stand-in knows, none of which any page may ever show. */
export const tokenOf = (letter: 'a' | 'b'): string => `ghp_canaryToken${letter.toUpperCase()}secret0001`;
/** What a tenant's owner may put in the place of it. */
export const SPARE_TOKEN = 'ghp_canaryTokenSpareSecret0001';

/** A's figures begin here and B's end far below: a number like these in B's answers is a leak, added up or not. */
export const LARGE = 4_100_000;

export interface Cast {
  server: Server;
  github: StandIn;
  tenants: { a: Tenant; b: Tenant };
  repositories: { a1: Repository; a2: Repository; b1: Repository };
  /** Open ones, by id. */
  invitations: { a: number; b: number };
  /** Undefined for those who have no session. */
  people: Partial<Record<Principal, Person>>;
}

/** Two tenants whose every row holds a canary (`canary-a0-…` the tenant's, `canary-a1-…` its first repository's …). */
export async function cast(flags: Flags, options: AppOptions = {}): Promise<Cast> {
  const github = await startStandIn({ now: () => NOON, perHour: 1_000_000 });
  after(flags, () => github.stop());
  const { server } = await app(flags, {
    ...options,
    env: { GITHUB_API_URL: github.url, EVENT_TOKEN, ...options.env },
    github: { pacing: { perMinute: 10_000_000, concurrent: 100 }, retryBase: 1 },
  });
  await count(server);
  const tenants = { a: await made(server, github, 'a'), b: await made(server, github, 'b') };
  const repositories = {
    a1: await tracked(server, github, tenants.a, 'a1', LARGE),
    a2: await tracked(server, github, tenants.a, 'a2', LARGE + 200_000),
    b1: await tracked(server, github, tenants.b, 'b1', 100),
  };
  const hidden = await tracked(server, github, tenants.a, 'a9', LARGE + 400_000);
  await server.plugins.database.sequelize.query(
    `UPDATE "repositories" SET "hidden_at" = "added_at" WHERE "id" = ${hidden.id}`,
  );
  const [a, b] = [tenants.a.id, tenants.b.id];
  const one = (name: string, ...grants: [number, Role, number?][]) => person(server, name, ...grants);
  const people = {
    noRole: await one('Nobody'),
    administrator: await one('Root', [0, 'administrator']),
    maintainer: await one('Caretaker', [0, 'maintainer']),
    ownerA: await one('canary-a0-person', [a, 'tenant']),
    viewerA: await one('canary-a0-reader', [a, 'viewer']),
    singleA1: await one('canary-a0-guest', [a, 'repository-viewer', repositories.a1.id]),
    ownerB: await one('canary-b0-person', [b, 'tenant']),
    singleB1: await one('canary-b0-guest', [b, 'repository-viewer', repositories.b1.id]),
    twoRoles: await one('Both', [a, 'viewer'], [b, 'tenant']),
    disabled: await one('Former', [a, 'tenant'], [0, 'administrator']),
  };
  const invitations = {
    a: await invited(server, people.ownerA, 'a'),
    b: await invited(server, people.ownerB, 'b'),
  };
  await finish(server, people.disabled.user.id);
  return { server, github, tenants, repositories, invitations, people };
}

// Ids that stand for nothing else: an answer that echoes one can be told from an answer that counts something.
async function count({ plugins: { database } }: Server): Promise<void> {
  for (const [table, from] of [
    ['tenants', 710_000],
    ['repositories', 720_000],
    ['users', 730_000],
    ['invitations', 740_000],
  ] as const)
    await database.sequelize.query(
      database.dialect === 'sqlite'
        ? `INSERT INTO sqlite_sequence ("name", "seq") VALUES ('${table}', ${from})`
        : `SELECT setval(pg_get_serial_sequence('${table}', 'id'), ${from})`,
    );
}

// Nothing is told to sessions of the change here: the copy of somebody who is switched off is made after it.
async function finish({ plugins: { database } }: Server, disabled: number): Promise<void> {
  await database.write(async (transaction) => {
    const run = (sql: string) => database.sequelize.query(sql, { transaction });
    await run(`UPDATE "users" SET "disabled_at" = "created_at" WHERE "id" = ${disabled}`);
    await database.sequelize
      .getQueryInterface()
      .bulkInsert('installation', [{ id: 1, initialized_at: NOON }], { transaction });
    await database.touch(transaction, 'access');
    await database.touch(transaction, 'repositories');
  });
}

async function invited(server: Server, { cookie }: Person, letter: string): Promise<number> {
  const email = `canary-${letter}0-invited@example.com`;
  const answer = await browser(server, cookie).post('/settings/invite', { email, role: 'viewer' });
  if (answer.statusCode !== 200) throw new Error(`no invitation: ${answer.payload}`);
  const [rows] = await server.plugins.database.sequelize.query('SELECT MAX("id") AS "id" FROM "invitations"');
  return Number((rows as { id: number }[])[0]!.id);
}

async function made(server: Server, github: StandIn, letter: 'a' | 'b'): Promise<Tenant> {
  const { database, events, tenancy } = server.plugins;
  const login = `canary-${letter}0-account`;
  github.world.addAccount({ login, token: tokenOf(letter) });
  if (letter === 'b') github.world.accounts.addToken(login, { token: SPARE_TOKEN });
  const row = await tenant(server, `canary-${letter}0-tenant`, tokenOf(letter), login);
  const credential = await tenancy.credential(row.id);
  await database.write(async (transaction) => {
    await tenancy.reportCredential(transaction, credential!.id, `canary-${letter}0-problem`);
    await events.record(transaction, {
      level: 'warning',
      kind: 'test.canary',
      message: `canary-${letter}0-event`,
      tenantId: row.id,
    });
  });
  return row;
}

async function tracked(
  server: Server,
  github: StandIn,
  owner: Tenant,
  mark: string,
  views: number,
): Promise<Repository> {
  const { database, repositories, traffic } = server.plugins;
  const canary = (what: string): string => `canary-${mark}-${what}`;
  const names = { owner: canary('org'), name: canary('repo'), description: canary('description') };
  const { id } = github.world.addRepository({
    ...names,
    private: true,
    access: { [owner.githubLogin]: 'admin' },
    days: { '2026-11-19': { views, visitors: views, clones: views, cloners: views } },
    referrers: [{ name: canary('referrer.example'), count: 5, uniques: 3 }],
    paths: [{ name: `/${canary('path')}`, title: canary('title'), count: 6, uniques: 4 }],
  });
  const flags = { private: true, archived: false, fork: false, mayPush: true };
  const counts = { stars: views, forks: views, watchers: views, openIssues: views };
  const days = answer(['2026-11-18', views, views], ['2026-11-19', views, views]);
  const place = { count: views, uniques: views, title: canary('title') };
  return database.write(async (transaction) => {
    const { repository } = await repositories.add(transaction, owner.id, {
      ...{ githubId: id, ...names, ...flags, ...counts },
    });
    await traffic.merge(
      transaction,
      harvest(repository.id, '2026-11-20', days, days, {
        referrers: [{ ...place, name: canary('referrer.example') }],
        paths: [{ ...place, name: `/${canary('path')}` }],
        counts,
      }),
    );
    await rest(server, transaction, repository.id, canary);
    return repository;
  });
}

async function rest(server: Server, transaction: object, id: number, canary: (what: string) => string) {
  const rows = server.plugins.database.sequelize.getQueryInterface();
  const former = { repository_id: id, owner: canary('former'), name: canary('former'), since: '2026-01-01' };
  await rows.bulkInsert('repository_names', [former], { transaction } as object);
  const attempt = { repository_id: id, last_success: null, last_try: NOON, failing_since: NOON, failures: 3 };
  const said = { error_class: 'right', advice: canary('advice'), part: 'views', href: null };
  await rows.bulkInsert('attempts', [{ ...attempt, ...said }], { transaction } as object);
}
