import type { Fact } from '../events/api.js';
import type { RunRequest } from './api.js';
import type { StoredRun } from './runs.js';
import type { Counts, Tally } from './tally.js';

const CAUSES: Record<RunRequest['trigger'], string> = {
  event: 'by the event',
  person: 'on demand',
  schedule: 'by the schedule',
  command: 'by command',
  added: 'after adding',
};

export interface Told {
  request: RunRequest;
  runId: number | null;
  outcome: 'ended' | 'busy' | 'repeated' | 'failed';
  tracked: number;
  counts: Counts;
  failures: Tally['failures'];
  seconds: number;
  purged: number;
  /** Why it broke off, as a sentence without its full stop. */
  why?: string | undefined;
  nextTry: Date | null;
}

/** A run that its process did not end, as a row of the system log. */
export function interruptedFact({ id, cause, actor, started_at, due, collected, failed }: StoredRun): Fact {
  const began = new Date(started_at).toISOString().slice(0, 16).replace('T', ' ');
  const known = CAUSES[cause as RunRequest['trigger']] ?? cause;
  return {
    level: 'warning',
    kind: 'collection.interrupted',
    message: `The collection ${known} of ${began} UTC did not come to its end: its process was ended. What it had collected until then is kept; the rest is due`,
    actor: { name: actor },
    details: { runId: id, due, collected, failed },
  };
}

/** A run, or an event that led to none, as one row of the system log. */
export function runFact(told: Told): Fact {
  const { request, runId, outcome, tracked, counts, failures, seconds, purged, nextTry } = told;
  const { failed, incomplete } = counts;
  const { tenantIds } = request;
  return {
    level: outcome === 'failed' ? 'error' : failed + incomplete > 0 ? 'warning' : 'info',
    kind: 'collection.run',
    message: `${sentence(told)}${named(failures)}`,
    actor: request.actor,
    ...(tenantIds?.length === 1 && { tenantId: tenantIds[0]! }),
    details: {
      runId,
      trigger: request.trigger,
      all: request.all,
      outcome,
      tracked,
      ...counts,
      seconds: Math.round(seconds * 10) / 10,
      purged,
      nextTry: nextTry?.toISOString() ?? null,
    },
  };
}

function sentence({ request, outcome, tracked, counts, seconds, nextTry, why }: Told): string {
  const { due, collected, failed, incomplete, remaining } = counts;
  const cause = CAUSES[request.trigger];
  if (outcome === 'busy') return `Nothing collected ${cause}: a collection is already running`;
  if (outcome === 'repeated') return `Nothing collected ${cause}: this event has been handled before`;
  if (outcome === 'failed')
    return `The collection ${cause} broke off after ${spoken(seconds)}${why ? `: ${why}` : ''}`;
  if (due === 0) return `Nothing was due ${cause}: ${amount(tracked)} tracked`;
  const some = [
    failed > 0 && `${failed} failed`,
    incomplete > 0 && `${incomplete} incomplete`,
    remaining > 0 && `${remaining} still due`,
    nextTry && `GitHub's limit holds until ${nextTry.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
  ].filter(Boolean);
  const rest = some.length > 0 ? `; ${some.join(', ')}` : '';
  return `Collected ${collected} of ${amount(due)} ${cause} in ${spoken(seconds)}${rest}`;
}

// The row has room for a sentence: the first dozen are named.
function named(failures: Tally['failures']): string {
  if (failures.length === 0) return '';
  const names = failures.slice(0, 12).map(({ name, class: kind }) => `${name} (${kind})`);
  const more = failures.length > names.length ? ` and ${failures.length - names.length} more` : '';
  return `: ${names.join(', ')}${more}`;
}

const amount = (count: number): string => (count === 1 ? '1 repository' : `${count} repositories`);

/** 4.2 -> "4 s"; 250 -> "4 min 10 s". */
export function spoken(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
