import type { Database } from '../database/api.js';
import type { Repositories } from '../repositories/api.js';
import type { Tenancy } from '../tenancy/api.js';
import { type Assessment, assess, type Tracked } from './assessment.js';
import type { Attempts } from './attempts.js';
import { waits } from './due.js';
import type { Runs, StoredRun } from './runs.js';

/** What was read is used for so long, or until a run ends in this process. */
const FRESH_MS = 30_000;
const RECENT_RUNS = 30;

export interface OverviewPlugins {
  database: Database;
  tenancy: Tenancy;
  repositories: Repositories;
  attempts: Attempts;
  runs: Runs;
  now: () => Date;
}

export interface Overview {
  /** How collecting stands for all tenants, or for some. */
  assessment(tenantIds?: readonly number[]): Promise<Assessment>;
  /** The newest run that was no first collection, or null. */
  lastRun(): Promise<StoredRun | null>;
  /** The newest day that GitHub gave in the last runs. */
  newestDay(): Promise<string | null>;
  /** When the first of those that fail is worth another try; an instant that has passed: now. Null: none is. */
  nextTry(): Promise<Date | null>;
  /** Has the next question read anew. */
  forget(): void;
}

interface Snapshot {
  tracked: Tracked[];
  runs: StoredRun[];
  /** By the tenants that they are of: every page of an owner asks. */
  assessments: Map<string, Assessment>;
}

/** How collecting stands, read in a few queries whatever the number of repositories, for pages, probes and figures. */
export function createOverview(plugins: OverviewPlugins): Overview {
  const { database, tenancy, repositories, attempts, runs, now } = plugins;
  let kept: { at: number; snapshot: Promise<Snapshot> } | undefined;

  async function read(): Promise<Snapshot> {
    const tenants = (await tenancy.tenants()).map(({ id }) => id);
    const all = tenants.length > 0 ? await repositories.tracked(tenants) : [];
    const [known, tokens] = [await attempts.all(), await tenancy.statuses(tenants)];
    const works = (tenantId: number) => tokens.get(tenantId)?.problem === null;
    const tracked = all.map((repository) => ({
      repository,
      attempt: known.get(repository.id),
      tokenless: !works(repository.tenantId),
    }));
    return { tracked, runs: await runs.latest(RECENT_RUNS), assessments: new Map() };
  }

  function snapshot(): Promise<Snapshot> {
    const time = now().getTime();
    if (kept && time >= kept.at && time < kept.at + FRESH_MS) return kept.snapshot;
    const asked = { at: time, snapshot: database.within('everything', read) };
    kept = asked;
    asked.snapshot.catch(() => {
      if (kept === asked) kept = undefined;
    });
    return asked.snapshot;
  }

  return {
    async assessment(tenantIds) {
      const { tracked, assessments } = await snapshot();
      const key = tenantIds?.join() ?? 'all';
      const known = assessments.get(key);
      if (known) return known;
      const wanted = tenantIds && new Set(tenantIds);
      const some = wanted ? tracked.filter(({ repository }) => wanted.has(repository.tenantId)) : tracked;
      const made = assess(some, now());
      assessments.set(key, made);
      return made;
    },
    lastRun: async () => (await snapshot()).runs[0] ?? null,
    async newestDay() {
      const days = (await snapshot()).runs.flatMap(({ newest_day }) => newest_day ?? []);
      return days.sort().at(-1) ?? null;
    },
    async nextTry() {
      const { tracked } = await snapshot();
      const tries = tracked.flatMap(({ attempt }) => {
        if (!attempt?.error_class || !attempt.next_try) return [];
        return waits(attempt, now()) ? new Date(attempt.next_try).getTime() : 0;
      });
      return tries.length > 0 ? new Date(Math.min(...tries)) : null;
    },
    forget() {
      kept = undefined;
    },
  };
}
