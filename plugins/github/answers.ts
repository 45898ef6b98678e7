import type { Bucket, LeftOut, Metric, Place, RepositoryFacts, TrafficAnswer } from './api.js';
import { Failure, strange } from './errors.js';

const DAY = 86_400_000;
const MOST = 1_000_000_000;

/**
 * Reads the answer of traffic/views or traffic/clones, asked at `date` by GitHub's clock. A row that cannot be true is left
 * out alone, and named. Throws Failure `upstream` for anything but what GitHub describes; then nothing of it may be used.
 * So it is where the day of a row cannot be read: any day without a row could be the one.
 */
export function readTraffic(answer: unknown, metric: Metric, per: 'day' | 'week', date: Date): TrafficAnswer {
  const body = objectOf(answer);
  const { count, uniques } = pairOf(body);
  const rows = listOf(body[metric], 100)
    .map((row) => objectOf(row))
    .map((row) => ({ of: dayOf(row['timestamp']), row }))
    .sort((a, b) => (a.of < b.of ? -1 : 1));
  const leftOut: LeftOut[] = [];
  const buckets = sound(rows, leftOut, ({ of, row }): Bucket => {
    checkDay(of, per, date);
    return { day: of, ...pairOf(row) };
  });
  return { count, uniques, buckets, ...(leftOut.length > 0 && { leftOut }) };
}

/** The rows that can be true; of the others it says in `leftOut` why not. Throws where these are the greater part. */
function sound<T extends { of: string }, R>(
  rows: readonly T[],
  leftOut: LeftOut[],
  read: (row: T) => R,
): R[] {
  const times = new Map<string, number>();
  for (const { of } of rows) times.set(of, (times.get(of) ?? 0) + 1);
  const good = rows.flatMap((row) => {
    try {
      if (times.get(row.of)! > 1) throw strange('it stands in the answer twice', 200);
      return [read(row)];
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      leftOut.push({ of: row.of, why: error.reason ?? error.message });
      return [];
    }
  });
  const [first] = leftOut;
  if (first && leftOut.length > 1 && leftOut.length > good.length) throw strange(first.why, 200);
  return good;
}

function dayOf(timestamp: unknown): string {
  if (typeof timestamp !== 'string' || !/^20\d\d-\d\d-\d\dT00:00:00Z$/.test(timestamp)) {
    throw strange('a day is not written as midnight UTC', 200);
  }
  const day = timestamp.slice(0, 10);
  const start = Date.parse(timestamp);
  if (Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== day) {
    throw strange('a day is not in the calendar', 200);
  }
  return day;
}

function checkDay(day: string, per: 'day' | 'week', date: Date): void {
  const start = Date.parse(day);
  const oldest = date.getTime() - (per === 'day' ? 15 : 21) * DAY;
  if (start > date.getTime()) throw strange(`the ${per} is still to come`, 200);
  if (start < oldest) throw strange(`the ${per} lies outside the 14 days`, 200);
  if (per === 'week' && new Date(start).getUTCDay() !== 1)
    throw strange('the week does not begin on a Monday', 200);
}

/**
 * Reads the answer of popular/referrers (`key` is `referrer`) or popular/paths (`path`). Throws like readTraffic; what is
 * left out alone is added to `leftOut`.
 */
export function readPlaces(answer: unknown, key: 'referrer' | 'path', leftOut: LeftOut[] = []): Place[] {
  const rows = listOf(answer, 100).map((row, at) => {
    const body = objectOf(row);
    const name = body[key];
    return { of: typeof name === 'string' ? name : `place ${at + 1}`, body };
  });
  return sound(rows, leftOut, ({ body }): Place => {
    const name = textOf(body[key]);
    const title = key === 'path' ? textOf(body['title']) : name;
    return { name, title, ...pairOf(body) };
  });
}

/** Reads the answer of GET /repos/{owner}/{repo}. Throws like readTraffic. */
export function readRepository(answer: unknown): RepositoryFacts {
  const body = objectOf(answer);
  const permissions = body['permissions'] === undefined ? {} : objectOf(body['permissions']);
  const push = permissions['push'];
  return {
    githubId: numberOf(body['id'], Number.MAX_SAFE_INTEGER),
    owner: nameOf(objectOf(body['owner'])['login']),
    name: nameOf(body['name']),
    private: flagOf(body['private']),
    archived: flagOf(body['archived']),
    fork: flagOf(body['fork']),
    description: body['description'] === null ? '' : textOf(body['description']),
    stars: numberOf(body['stargazers_count']),
    forks: numberOf(body['forks_count']),
    // GitHub's watchers_count are the stars; who watches is a subscriber.
    watchers: numberOf(body['subscribers_count']),
    openIssues: numberOf(body['open_issues_count']),
    mayPush: push === undefined ? null : flagOf(push),
  };
}

/** Whether a text can be the name of an owner or a repository at GitHub. */
export function isName(text: unknown): text is string {
  return typeof text === 'string' && /^[A-Za-z0-9._-]{1,100}$/.test(text) && text !== '.' && text !== '..';
}

export function nameOf(value: unknown): string {
  if (!isName(value)) throw strange('a name is none', 200);
  return value;
}

export function objectOf(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw strange('an object is missing', 200);
  // A copy without a prototype: what is read from it was really in the answer.
  return Object.assign(Object.create(null), value) as Record<string, unknown>;
}

export function numberOf(value: unknown, most = MOST): number {
  const whole = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;
  if (!whole) throw strange('a number is not a whole one between 0 and 1,000,000,000', 200);
  return value + 0;
}

function pairOf(row: Record<string, unknown>): { count: number; uniques: number } {
  const count = numberOf(row['count']);
  const uniques = numberOf(row['uniques']);
  if (uniques > count) throw strange('more people than visits are in it', 200);
  return { count, uniques };
}

function listOf(value: unknown, most: number): unknown[] {
  if (!Array.isArray(value) || value.length > most) throw strange('a list is missing or too long', 200);
  return value;
}

function textOf(value: unknown): string {
  if (typeof value !== 'string' || value.length > 10_000 || value.includes('\0'))
    throw strange('a text is none', 200);
  // Half of a pair of surrogates is no text that a database would take.
  return Buffer.from(value).toString();
}

function flagOf(value: unknown): boolean {
  if (typeof value !== 'boolean') throw strange('a yes or no is missing', 200);
  return value;
}
