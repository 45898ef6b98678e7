import type { InferAttributes, Transaction } from 'sequelize';
import { truncateUtf8 } from '../database/text.js';
import type { ErrorClass } from '../github/api.js';
import { pastOf } from './due.js';
import type { AttemptRow, Models } from './models.js';
import { retryIn } from './retry.js';
import type { Fetched, Wanted } from './round.js';

/** A repository that fails, as the pages show it. Instants are ISO 8601. */
export interface Failing {
  repositoryId: number;
  class: ErrorClass;
  part: string | null;
  advice: string;
  /** GitHub's own sentence: foreign text. */
  quote: string | null;
  href: string | null;
  since: string | null;
  nextTry: string | null;
  lastSuccess: string | null;
}

export interface Attempts {
  /** What is known of each repository that was ever tried. */
  all(): Promise<Map<number, InferAttributes<AttemptRow>>>;
  of(repositoryId: number): Promise<Failing | null>;
  /** Those that fail now, longest first. */
  failing(): Promise<Failing[]>;
  /** Notes a round, in the transaction that merged it. Answers the class of the failure before, if there was one. */
  note(
    transaction: Transaction,
    repositoryId: number,
    wanted: Wanted,
    fetched: Fetched,
  ): Promise<string | null>;
}

type Row = InferAttributes<AttemptRow>;

/** How each repository's last round went, and when the next one is worth trying. */
export function attempts({ attempts: model }: Models, now: () => Date): Attempts {
  return {
    async all() {
      const rows = await model.findAll({ raw: true });
      return new Map(rows.map((row) => [Number(row.repository_id), row]));
    },
    async of(repositoryId) {
      const row = await model.findByPk(repositoryId, { raw: true });
      return row?.error_class ? failingOf(row) : null;
    },
    async failing() {
      const rows = await model.findAll({ order: [['repository_id', 'ASC']], raw: true });
      return rows
        .filter((row) => row.error_class)
        .map(failingOf)
        .sort((a, b) => String(a.since).localeCompare(String(b.since)));
    },
    async note(transaction, repositoryId, wanted, fetched) {
      const before = await model.findByPk(repositoryId, { transaction, raw: true });
      const after = noted(before ?? fresh(repositoryId, now()), wanted, fetched, now());
      if (before) await model.update(after, { where: { repository_id: repositoryId }, transaction });
      else await model.create(after, { transaction });
      return before?.error_class ?? null;
    },
  };
}

function fresh(repositoryId: number, now: Date): Row {
  const never = { last_success: null, rest_success: null, verified_at: null, next_try: null };
  const fine = { failures: 0, failing_since: null, error_class: null, part: null };
  const words = { advice: null, quote: null, href: null };
  return { repository_id: repositoryId, last_try: now, ...never, ...fine, ...words };
}

/** The row after a round: a limit or a stop leaves the standing failure as it is, a whole success ends it. */
export function noted(before: Row, wanted: Wanted, { daily, rest, facts, failure }: Fetched, now: Date): Row {
  const row = {
    ...before,
    last_try: now,
    ...(daily && { last_success: now }),
    ...(rest && { rest_success: now }),
    ...(facts && { verified_at: now }),
  };
  if (failure && failure.class !== 'limit') {
    const failures = Number(before.failures) + 1;
    const since = new Date(pastOf(before.failing_since, now) || now);
    const wait = retryIn(failure.class, failures, now.getTime() - since.getTime());
    return {
      ...row,
      failures,
      failing_since: since,
      next_try: wait === null ? null : new Date(now.getTime() + wait),
      error_class: failure.class,
      part: failure.part,
      advice: truncateUtf8(failure.advice, 500),
      quote: failure.quote === null ? null : truncateUtf8(failure.quote, 400),
      href: failure.href === null ? null : truncateUtf8(failure.href, 300),
    };
  }
  const whole = !failure && (!wanted.daily || daily) && (!wanted.rest || rest);
  return whole && proves(before.part, { daily, rest, facts })
    ? { ...fresh(before.repository_id, now), ...successes(row) }
    : row;
}

// One half of a round does not prove that the other works again.
function proves(
  part: string | null,
  { daily, rest, facts }: Pick<Fetched, 'daily' | 'rest' | 'facts'>,
): boolean {
  if (part === null) return daily || rest;
  if (part === 'repository') return facts !== null;
  return isDaily(part) ? daily : rest;
}

const isDaily = (part: string): boolean => part === 'views' || part === 'clones';
const successes = ({ last_success, rest_success, verified_at }: Row) => ({
  last_success,
  rest_success,
  verified_at,
});
const text = (at: Date | null): string | null => (at ? new Date(at).toISOString() : null);

function failingOf(row: Row): Failing {
  return {
    repositoryId: Number(row.repository_id),
    class: row.error_class as ErrorClass,
    part: row.part,
    advice: row.advice ?? '',
    quote: row.quote,
    href: row.href,
    since: text(row.failing_since),
    nextTry: text(row.next_try),
    lastSuccess: text(row.last_success),
  };
}
