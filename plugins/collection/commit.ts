import type { Database } from '../database/api.js';
import type { Events } from '../events/api.js';
import type { Repositories, Repository } from '../repositories/api.js';
import type { Fall, Traffic } from '../traffic/api.js';
import type { Attempts } from './attempts.js';
import { explained } from './failure.js';
import { leftOutWords } from './left-out.js';
import type { Fetched, Wanted } from './round.js';

export interface Commit {
  database: Database;
  events: Events;
  repositories: Repositories;
  traffic: Traffic;
  attempts: Attempts;
}

export interface Committed {
  /** False where the repository is no longer tracked: what was fetched is dropped. */
  kept: boolean;
  /** Newest day that an answer had, or null. */
  newest: string | null;
}

/**
 * Keeps what a round fetched in one short transaction: history, ledger, name and numbers, how the attempt went. May be
 * tried again by the database, so it touches nothing else. Throws what the database throws.
 */
export async function commitRound(
  plugins: Commit,
  repository: Repository,
  wanted: Wanted,
  fetched: Fetched,
  runNewest: string | null,
): Promise<Committed> {
  const { database, events, repositories, traffic, attempts } = plugins;
  const { id, tenantId, owner, name } = repository;
  return database.write(async (transaction): Promise<Committed> => {
    if (!(await repositories.isTracked(transaction, id))) return { kept: false, newest: null };
    const falls: Fall[] = [];
    let newest: string | null = null;
    for (const harvest of fetched.harvests) {
      const merged = await traffic.merge(transaction, { ...harvest, runNewest }, 'soon');
      falls.push(...merged.falls);
      newest = later(newest, merged.newest);
    }
    if (fetched.facts) await repositories.update(transaction, id, fetched.facts);
    const before = await attempts.note(transaction, id, wanted, fetched);
    const about = { tenantId, repositoryId: id, target: `${owner}/${name}` };
    if (falls.length > 0) {
      const fact = {
        level: 'info',
        kind: 'collection.fall',
        ...fallen(`${owner}/${name}`, falls),
      } as const;
      await events.record(transaction, { ...fact, ...about });
    }
    const strange = leftOutWords(`${owner}/${name}`, fetched.harvests);
    if (strange) {
      const fact = { level: 'warning', kind: 'collection.row', ...strange } as const;
      await events.record(transaction, { ...fact, ...about });
    }
    const { failure } = fetched;
    if (failure && failure.class !== 'limit' && failure.class !== before) {
      const message = `${owner}/${name} cannot be collected${failure.part ? ` (${failure.part})` : ''}: ${explained(failure)}`;
      const details = { class: failure.class, part: failure.part };
      await events.record(transaction, {
        level: 'warning',
        kind: 'collection.problem',
        message,
        details,
        ...about,
      });
    }
    return { kept: true, newest };
  });
}

/** The later of two days; null is before all. */
export function later(a: string | null, b: string | null): string | null {
  return a === null || (b !== null && b > a) ? b : a;
}

function fallen(name: string, falls: Fall[]): { message: string; details: Record<string, string | number> } {
  const first = falls[0]!;
  const one = `${first.metric} of ${first.day} (${first.column}): ${first.answered} instead of ${first.kept}`;
  const more = falls.length > 1 ? ` and ${falls.length - 1} more` : '';
  const listed = falls
    .slice(0, 20)
    .map(({ day, metric, column, kept, answered }) => [
      `${day} ${metric} ${column}`,
      `${kept} > ${answered}`,
    ]);
  return {
    message: `GitHub now says less for ${name} than before, the greater figures are kept: ${one}${more}`,
    details: { falls: falls.length, ...Object.fromEntries(listed) },
  };
}
