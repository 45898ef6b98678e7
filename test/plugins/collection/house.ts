import type { Server } from '@hapi/hapi';
import type { DatabaseOptions } from '../../../plugins/database/api.js';
import type { NewRepository } from '../../../plugins/demo/github/repository.js';
import type { Repository } from '../../../plugins/repositories/api.js';
import type { Tenant } from '../../../plugins/tenancy/api.js';
import { app, type Flags, NOON } from '../../support/app.js';
import type { Fresh } from '../../support/database.js';
import { startGitHub, type TestGitHub } from '../../support/github.js';
import { type People, people, tenant } from '../../support/people.js';

export const TOKEN = 'ghp_aliceToken1234';
export const BETA_TOKEN = 'ghp_betaToken5678';
export const EVENT_TOKEN = 'the event token of the tests: thirty-two bytes';

export interface House extends People {
  server: Server;
  github: TestGitHub;
  beta: Tenant;
  file: string;
  /** Moves the app's clock and GitHub's; a wait for GitHub moves them too. */
  setNow(now: Date | string): void;
  /** A repository at GitHub that the tenant tracks, with some traffic every day. */
  track(owner: Tenant, name: string, more?: Partial<NewRepository>): Promise<Repository>;
  /** The event, as the cron sends it. */
  event(payload?: object, headers?: Record<string, string>): ReturnType<typeof post>;
  /** Rows of a query. */
  rows<T extends object>(sql: string): Promise<T[]>;
}

/** Views and clones of each day from 40 days before to 20 days after the tests' day. */
export function everyDay(seed = 1): NonNullable<NewRepository['days']> {
  const days: NonNullable<NewRepository['days']> = {};
  for (let offset = -40; offset <= 20; offset += 1) {
    const day = new Date(NOON.getTime() + offset * 86_400_000).toISOString().slice(0, 10);
    const views = 10 + ((seed * 7 + offset * 13 + 1000) % 50);
    days[day] = { views, visitors: Math.ceil(views / 2), clones: 4 + (views % 5), cloners: 2 };
  }
  return days;
}

function post(server: Server, payload: object, headers: Record<string, string> = {}) {
  const json = { 'content-type': 'application/json', ...headers };
  return server.inject({
    method: 'POST',
    url: '/collectStats',
    payload: JSON.stringify(payload),
    headers: json,
  });
}

// PostgreSQL's driver gives numbers that may be large as text.
function numbered(row: Record<string, unknown>): object {
  const entries = Object.entries(row).map(([name, value]) => [
    name,
    typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value,
  ]);
  return Object.fromEntries(entries);
}

/** The app with two tenants, acme (Alice's) and beta, before a GitHub of its own. */
export async function house(
  flags: Flags,
  options: {
    env?: Record<string, string>;
    perHour?: number;
    timeoutSeconds?: number;
    empty?: DatabaseOptions;
    /** One that the test made, and drops. */
    database?: Fresh;
  } = {},
): Promise<House> {
  let now = NOON;
  const github = await startGitHub(flags, {
    now: () => new Date(now),
    ...(options.perHour && { perHour: options.perHour }),
  });
  const env = { GITHUB_API_URL: github.url, EVENT_TOKEN, ...options.env };
  const pacing = {
    pacing: { perMinute: 1_000_000 },
    retryBase: 1,
    timeoutSeconds: options.timeoutSeconds ?? 10,
  };
  const sleep = async (milliseconds: number) => {
    now = new Date(now.getTime() + milliseconds);
  };
  const elsewhere = {
    ...(options.empty && { empty: options.empty }),
    ...(options.database && { database: options.database }),
  };
  const clock = { now: () => new Date(now), sleep };
  const { server, file } = await app(flags, { env, ...clock, github: pacing, ...elsewhere });
  // octokit keeps one queue an account and process, so accounts are the test's own.
  const host = new URL(github.url).port;
  github.world.addAccount({ login: `acme-${host}`, token: TOKEN });
  github.world.addAccount({ login: `beta-${host}`, token: BETA_TOKEN });
  const three = await people(server, `acme-${host}`);
  const beta = await tenant(server, 'beta', BETA_TOKEN, `beta-${host}`);
  let seed = 0;
  return {
    server,
    github,
    beta,
    file,
    ...three,
    setNow(instant) {
      now = new Date(instant);
    },
    async track(owner, name, more = {}) {
      seed += 1;
      const made = github.world.addRepository({
        owner: owner.githubLogin,
        name,
        days: everyDay(seed),
        referrers: [{ name: 'google.com', count: 5, uniques: 3 }],
        paths: [{ name: `/${name}`, count: 6, uniques: 4 }],
        counts: { stars: 3 },
        ...more,
      });
      const facts = { githubId: made.id, owner: owner.githubLogin, name, private: false, archived: false };
      const numbers = {
        fork: false,
        description: '',
        stars: 0,
        forks: 0,
        watchers: 0,
        openIssues: 0,
        mayPush: true,
      };
      const { database, repositories } = server.plugins;
      const added = await database.write((transaction) =>
        repositories.add(transaction, owner.id, { ...facts, ...numbers }),
      );
      return added.repository;
    },
    event: (payload = {}, headers) => post(server, { token: EVENT_TOKEN, ...payload }, headers),
    async rows<T extends object>(sql: string) {
      const [rows] = await server.plugins.database.sequelize.query(sql);
      return ((rows ?? []) as Record<string, unknown>[]).map((row) => numbered(row) as T);
    },
  };
}
