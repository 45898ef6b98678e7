import type { Request } from '@hapi/hapi';
import type { Repositories } from '../repositories/api.js';
import type { Tenancy } from '../tenancy/api.js';
import type { Attempts, Failing } from './attempts.js';
import { bars } from './bars.js';
import type { Leases } from './leases.js';
import { progressOf } from './progress.js';
import { spoken } from './record.js';
import type { Runner } from './run.js';
import type { Runs, StoredRun } from './runs.js';
import { named, type Seen, seenBy, tenantsOf } from './seen.js';

export interface PagePlugins {
  repositories: Repositories;
  tenancy: Tenancy;
  attempts: Attempts;
  leases: Leases;
  runs: Runs;
  runner: Runner;
  /** HH:MM UTC of the built-in daily collection, or null. */
  collectAt: string | null;
  now: () => Date;
}

const CLASSES: Record<string, string> = {
  auth: 'token refused',
  right: 'refused',
  sso: 'token not authorized for the organization',
  gone: 'not there for this token',
  moved: 'moved',
  upstream: 'fault of GitHub',
  ours: 'fault of ours',
};
const SHOWN_RUNS = 30;
const SHOWN_FAILING = 200;

/** What the progress region shows: a run in this process, one in another, or null. */
async function progressFor(plugins: PagePlugins, request: Request, seen: Seen) {
  const { runner, repositories, tenancy, leases, runs, now } = plugins;
  const tenantIds = tenantsOf(seen);
  const work = runner.work();
  if (work) {
    const progress = progressOf(work, now(), tenantIds);
    const ids = progress.failures.map(({ repositoryId }) => repositoryId);
    const shown = await repositories.visible(tenancy.scope(request), { ids });
    const visible = new Set(shown.map(({ id }) => id));
    const failures = progress.failures.filter(({ repositoryId }) => visible.has(repositoryId));
    return { here: true, ...progress, failures };
  }
  if (!(await leases.holding())) return null;
  const [newest] = await runs.latest(1);
  if (!newest || newest.ended_at) return null;
  // The other process writes down the figures of all tenants only.
  const { id, due, collected, failed, remaining, started_at } = newest;
  const counts = seen.all ? { due, collected, failed, remaining } : null;
  return { here: false, runId: id, startedAt: started_at, done: collected + failed, counts, failures: [] };
}

/** Everything of the collection page. */
export async function pageFor(plugins: PagePlugins, request: Request) {
  const { tenancy, runs } = plugins;
  const seen = await seenBy(tenancy, request);
  const ids = tenantsOf(seen);
  const rows = ids ? await runs.latestOf(ids, SHOWN_RUNS) : await runs.latest(SHOWN_RUNS);
  const ended = rows.filter((row) => row.ended_at);
  return {
    mayCollect: seen.collects.length > 0,
    forAll: seen.all,
    tenant: seen.tenant,
    progress: await progressFor(plugins, request, seen),
    ...(await failingFor(plugins, request, seen)),
    tokens: await tokensFor(tenancy, seen),
    runs: rows.map(runLine),
    bars: bars(ended),
    at: plugins.collectAt,
    left: leftOver(rows[0]),
  };
}

/** What the newest run left for later, and until when GitHub wants to be left alone; null where that is nothing. */
function leftOver(newest: StoredRun | undefined): { remaining: number; until: string | null } | null {
  if (!newest?.ended_at || newest.remaining === 0) return null;
  const until = newest.next_try && new Date(newest.next_try).toISOString();
  return { remaining: newest.remaining, until };
}

/** Names only of what the person may see; of the rest an administrator or maintainer learns how many, by class. */
async function failingFor(plugins: PagePlugins, request: Request, seen: Seen) {
  const failing = await plugins.attempts.failing();
  const tracked = await plugins.repositories.tracked(seen.collects);
  const known = new Set(tracked.map(({ id }) => id));
  const mine = await plugins.repositories.visible(plugins.tenancy.scope(request));
  const names = new Map(mine.map((repository) => [repository.id, repository]));
  const shown = failing.filter(({ repositoryId }) => names.has(repositoryId));
  const others = new Map<string, number>();
  for (const one of failing)
    if (!names.has(one.repositoryId) && known.has(one.repositoryId))
      others.set(one.class, (others.get(one.class) ?? 0) + 1);
  return {
    failing: shown
      .slice(0, SHOWN_FAILING)
      .map((one) => failingLine(one, named(names.get(one.repositoryId)!))),
    failingCount: shown.length,
    others: seen.all ? [...others].map(([kind, count]) => ({ kind: CLASSES[kind] ?? kind, count })) : [],
  };
}

// A link is shown only where it leads to GitHub: it came with GitHub's answer.
function failingLine({ href, ...one }: Failing, name: string) {
  return { ...one, name, href: href && /^https:\/\/github\.com\//.test(href) ? href : null };
}

async function tokensFor(tenancy: Tenancy, { own }: Seen) {
  const statuses = await tenancy.statuses(own.map(({ id }) => id));
  return own.map((tenant) => ({ tenant, status: statuses.get(tenant.id) ?? null }));
}

function runLine(run: StoredRun) {
  const ended = run.ended_at ? new Date(run.ended_at) : null;
  const started = new Date(run.started_at);
  return {
    ...run,
    started_at: started.toISOString(),
    took: ended && spoken((ended.getTime() - started.getTime()) / 1000),
  };
}
